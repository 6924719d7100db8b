package org.stillframe.fuzz;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what is wrong with an answer, whatever was sent. */
final class Judge {
    static final int LONGEST_MILLISECONDS = 5_000;
    private static final int LONGEST_BODY = 1 << 20;
    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final Pattern WAIT = Pattern.compile("[?&]wait=([0-9]{1,3})(&|$)");
    private static final String PROBLEM = "application/problem+json";
    private static final Set<String> MEMBERS = Set.of("type", "title", "status", "detail", "code", "request_id");
    private static final List<String> SECRETS = List.of("Exception", "\tat ", "org.", "jakarta.", "com.sun", "select ", "java.");
    /** What may be wrong with any request, so that no operation names it in particular. */
    private static final Set<Integer> OF_HTTP = Set.of(400, 404, 405, 406, 411, 413, 414, 415, 417, 431);

    private Judge() {}

    /** @return nothing if all is as it must be */
    static List<String> faults(Draft draft, Reply reply) {
        List<String> faults = new ArrayList<>();
        if (reply.milliseconds() > LONGEST_MILLISECONDS + waited(draft)) {
            faults.add("no answer within 5 s");
        }
        if (reply.status() == Reply.NONSENSE) {
            faults.add("an answer that is no HTTP");
        }
        if (reply.status() <= 0) {
            if (!draft.connector()) {
                faults.add("no answer");
            }
            return faults;
        }
        if (reply.status() >= 500) {
            faults.add("a server error");
        }
        if (isHtml(reply) && !isPageForABrowser(draft, reply)) {
            faults.add("HTML");
        }
        if (reply.headers().containsKey("server") || reply.headers().containsKey("x-powered-by")) {
            faults.add("tells which server it is");
        }
        if (reply.isBare() && draft.connector()) {
            return faults;
        }
        if (reply.status() >= 400 && !draft.method().equals("HEAD") && !isPageForABrowser(draft, reply)) {
            problem(reply, faults);
        }
        headers(draft, reply, faults);
        if (draft.endpoint() != null && !draft.endpoint().statuses().contains(reply.status())
                && !(draft.connector() && OF_HTTP.contains(reply.status()))
                && !(isOverLarge(draft) && reply.status() == 413)) {
            faults.add("a status that " + draft.endpoint().name() + " is not documented to have");
        }
        return faults;
    }

    /** Also where no body is taken at all. */
    private static boolean isOverLarge(Draft draft) {
        return draft.body() != null && draft.body().length > LONGEST_BODY;
    }

    private static long waited(Draft draft) {
        Matcher wait = WAIT.matcher(draft.target());
        return draft.target().startsWith("/api/v1/operations/") && wait.find()
                ? 1000L * Math.min(LONGEST_WAIT_SECONDS, Integer.parseInt(wait.group(1)))
                : 0;
    }

    /** Beside the API an error is a page for whoever says that it wants one. */
    private static boolean isPageForABrowser(Draft draft, Reply reply) {
        return !draft.target().startsWith("/api/")
                && reply.status() >= 400
                && draft.headers().stream().anyMatch(line -> line.startsWith("Accept:") && line.contains("text/html"));
    }

    private static boolean isHtml(Reply reply) {
        String type = reply.header("content-type").toLowerCase(Locale.ROOT);
        return type.contains("html") && reply.body().length > 0 || !type.contains("json") && reply.text().toLowerCase(Locale.ROOT).contains("<html");
    }

    private static void problem(Reply reply, List<String> faults) {
        if (!reply.header("content-type").equals(PROBLEM)) {
            faults.add("an error that is no problem");
            return;
        }
        try {
            JsonObject problem = Json.createReader(new StringReader(reply.text())).readObject();
            if (!problem.keySet().containsAll(MEMBERS)) {
                faults.add("a problem without all its members");
                return;
            }
            String detail = problem.getString("detail");
            if (problem.getInt("status") != reply.status()
                    || !problem.getString("type").equals("/docs/errors/#" + problem.getString("code"))
                    || !isReplay(reply) && !problem.getString("request_id").equals(reply.header("x-request-id"))
                    || detail.isBlank()) {
                faults.add("a problem that contradicts itself");
            }
            if (SECRETS.stream().anyMatch(detail::contains)) {
                faults.add("a problem that tells of the inside");
            }
        } catch (JsonException | ClassCastException e) {
            faults.add("a problem that is no JSON");
        }
    }

    /** An answer that was kept is given as it was, with the id of the request that it was made for. */
    private static boolean isReplay(Reply reply) {
        return reply.header("idempotency-replayed").equals("true");
    }

    private static void headers(Draft draft, Reply reply, List<String> faults) {
        if (!reply.headers().containsKey("x-request-id")) {
            faults.add("no X-Request-Id");
        }
        if (draft.endpoint() != null && !reply.header("cache-control").equals("no-store")) {
            faults.add("may be cached");
        }
        if (reply.status() == 401 && !reply.header("www-authenticate").equals("Bearer")) {
            faults.add("401 without its challenge");
        }
        if (reply.status() == 405 && reply.header("allow").isEmpty()) {
            faults.add("405 without Allow");
        }
    }
}
