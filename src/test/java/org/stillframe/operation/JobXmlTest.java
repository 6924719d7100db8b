package org.stillframe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Named;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The job XML of every kind of operation, as far as the batch engine would only tell at run time. */
class JobXmlTest {
    private static final String UNDO = OperationUndo.NAME;

    static Stream<OperationKind> kinds() {
        return Arrays.stream(OperationKind.values()).filter(kind -> kind.job().isPresent());
    }
    @ParameterizedTest
    @MethodSource("kinds")
    void theJobHasItsNameAndTheListener(OperationKind kind) throws Exception {
        Element job = job(kind);
        assertThat(job.getAttribute("id")).isEqualTo(kind.job().orElseThrow());
        assertThat(elements(job, "listener"))
                .extracting(listener -> listener.getAttribute("ref"))
                .containsExactly(OperationJobListener.class.getAnnotation(Named.class).value());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void itsStepsAreThoseOfTheSequenceInTheirOrderAndTheUndo(OperationKind kind) throws Exception {
        List<String> expected = new ArrayList<>();
        Sequences.of(kind).steps().forEach(step -> expected.add(step.name()));
        expected.add(OperationUndo.NAME);
        assertThat(elements(job(kind), "step")).extracting(step -> step.getAttribute("id")).isEqualTo(expected);
        assertThat(elements(job(kind), "batchlet"))
                .hasSameSizeAs(expected)
                .allSatisfy(batchlet -> assertThat(batchlet.getAttribute("ref"))
                        .isEqualTo(StepBatchlet.class.getAnnotation(Named.class).value()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyStepButTheUndoSaysWhereEachExitLeads(OperationKind kind) throws Exception {
        List<Element> steps = elements(job(kind), "step");
        Set<String> names = steps.stream().map(step -> step.getAttribute("id")).collect(Collectors.toSet());
        assertThat(names).contains(UNDO).hasSameSizeAs(steps);
        for (Element step : steps) {
            String name = step.getAttribute("id");
            if (name.equals(UNDO)) {
                continue;
            }
            assertThat(elements(step, "stop")).as(name).extracting(on -> on.getAttribute("on")).containsExactly("POSTPONED");
            List<Element> next = elements(step, "next");
            assertThat(next).as(name).allSatisfy(on -> assertThat(names).contains(on.getAttribute("to")));
            assertThat(next)
                    .as(name)
                    .anySatisfy(on -> {
                        assertThat(on.getAttribute("on")).isEqualTo("FAILED");
                        assertThat(on.getAttribute("to")).isEqualTo(UNDO);
                    });
            List<Element> ways = new ArrayList<>(next);
            ways.addAll(elements(step, "end"));
            assertThat(ways).as(name).extracting(on -> on.getAttribute("on")).containsExactlyInAnyOrder("FAILED", "DONE");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void successPassesThroughEveryStepOnce(OperationKind kind) throws Exception {
        List<Element> steps = elements(job(kind), "step");
        Map<String, Element> byName =
                steps.stream().collect(Collectors.toMap(step -> step.getAttribute("id"), step -> step));
        Set<String> passed = new HashSet<>();
        String at = steps.get(0).getAttribute("id");
        while (at != null) {
            assertThat(passed.add(at)).as("step " + at + " once").isTrue();
            at = elements(byName.get(at), "next").stream()
                    .filter(on -> on.getAttribute("on").equals("DONE"))
                    .map(on -> on.getAttribute("to"))
                    .findFirst()
                    .orElse(null);
        }
        passed.add(UNDO);
        assertThat(passed).isEqualTo(byName.keySet());
    }

    private static Element job(OperationKind kind) throws Exception {
        try (InputStream xml = JobXmlTest.class.getResourceAsStream("/META-INF/batch-jobs/" + kind.job().orElseThrow() + ".xml")) {
            assertThat(xml).as("job XML of " + kind).isNotNull();
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml).getDocumentElement();
        }
    }

    private static List<Element> elements(Element in, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = in.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }
}
