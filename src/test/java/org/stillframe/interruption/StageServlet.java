package org.stillframe.interruption;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.stillframe.operation.Crank;
import org.stillframe.operation.OperationKind;

/** Does within the service's process what the test asks for from outside, and answers with what came of it, as JSON. */
@WebServlet("/stage")
public class StageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Walk walk;

    @Inject
    private transient Rounds rounds;

    @Inject
    private transient Crank crank;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String part = request.getParameter("part");
        JsonObjectBuilder answer = Json.createObjectBuilder();
        if (part.equals("kinds")) {
            answer.add("sequences", Json.createArrayBuilder(
                    crank.steps().keySet().stream().map(OperationKind::name).toList()));
            answer.add("kinds", Json.createArrayBuilder(
                    Arrays.stream(OperationKind.values()).map(OperationKind::name).toList()));
        } else {
            Path directory = Path.of(request.getParameter("directory"));
            try {
                play(part, request, directory, answer);
            } finally {
                delete(directory);
            }
        }
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(answer.build().toString());
    }

    private void play(String part, HttpServletRequest request, Path directory, JsonObjectBuilder answer) {
        if (part.equals("rounds")) {
            Rounds.Report report = rounds.live(
                    Long.parseLong(request.getParameter("seed")),
                    Integer.parseInt(request.getParameter("interruptions")),
                    directory);
            JsonObjectBuilder places = Json.createObjectBuilder();
            report.places.forEach(places::add);
            JsonObjectBuilder kinds = Json.createObjectBuilder();
            report.kinds.forEach((kind, count) -> kinds.add(kind.name(), count));
            answer.add("rounds", report.rounds)
                    .add("interruptions", report.interruptions)
                    .add("places", places)
                    .add("kinds", kinds)
                    .add("violations", array(report.violation == null ? List.of() : List.of(report.violation)));
            return;
        }
        try {
            Walk.Report report = switch (part) {
                case "failures" -> walk.failures(kind(request), directory);
                case "repetitions" -> walk.repetitions(kind(request), directory);
                case "interruptions" -> walk.interruptions(kind(request), directory);
                case "neglect" -> walk.neglect(directory);
                default -> throw new IllegalArgumentException(part);
            };
            answer.add("cases", report.cases).add("violations", array(report.violations));
        } catch (RuntimeException e) {
            answer.add("cases", 0).add("violations", array(List.of(String.valueOf(e.getMessage()))));
        }
    }

    private static OperationKind kind(HttpServletRequest request) {
        return OperationKind.valueOf(request.getParameter("kind"));
    }

    private static JsonArrayBuilder array(List<String> texts) {
        return Json.createArrayBuilder(texts);
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
