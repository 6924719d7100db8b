package org.stillframe.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Endpoint LIST = new Endpoint("GET", "/api/v1/things/", Map.of(), null, Set.of(200, 404));
    private static final String PROBLEM = "{\"type\":\"/docs/errors/#not_found\",\"title\":\"Not found\",\"status\":404,"
            + "\"detail\":\"Nothing is here.\",\"code\":\"not_found\",\"request_id\":\"r\"}";

    @Test
    void anAnswerAsDocumentedIsNoFault() {
        assertThat(faults(200, "application/json", "{}", 10)).isEmpty();
        assertThat(faults(404, "application/problem+json", PROBLEM, 10)).isEmpty();
    }

    @Test
    void serverErrorsHangsAndHtmlAreFaults() {
        assertThat(faults(500, "application/problem+json", PROBLEM, 10)).contains("a server error");
        assertThat(faults(200, "application/json", "{}", 5_001)).containsExactly("no answer within 5 s");
        assertThat(faults(404, "text/html", "<html>", 10)).contains("HTML", "an error that is no problem");
        assertThat(faults(200, "", "<HTML>", 10)).contains("HTML");
    }

    @Test
    void aWaitThatWasAskedForIsNoHang() {
        Draft waiting = new Draft("values", null, "GET", "/api/v1/operations/x/?wait=2", List.of(), null, Draft.Framing.NONE, false);

        assertThat(Judge.faults(waiting, reply(200, "application/json", "{}", 6_900))).isEmpty();
        assertThat(Judge.faults(waiting, reply(200, "application/json", "{}", 7_100))).containsExactly("no answer within 5 s");
    }

    @Test
    void problemsMustBeWholeAndAgreeWithTheirAnswer() {
        assertThat(faults(404, "application/json", PROBLEM, 10)).contains("an error that is no problem");
        assertThat(faults(404, "application/problem+json", "{\"status\":404}", 10)).contains("a problem without all its members");
        assertThat(faults(404, "application/problem+json", PROBLEM.replace("#not_found", "#invalid"), 10))
                .contains("a problem that contradicts itself");
        assertThat(faults(404, "application/problem+json", PROBLEM.replace("Nothing", "java.lang.Nothing"), 10))
                .contains("a problem that tells of the inside");
        assertThat(faults(404, "application/problem+json", "{", 10)).contains("a problem that is no JSON");
    }

    @Test
    void statusesThatTheOperationIsNotDocumentedToHaveAreFaults() {
        assertThat(faults(204, "", "", 10)).containsExactly("a status that GET /api/v1/things/ is not documented to have");
    }

    @Test
    void aBodyOver1MiBMayBeRefusedByAnyOperation() {
        String large = PROBLEM.replace("404", "413").replace("not_found", "payload_too_large");
        Draft spoilt = draft(false).withBody("bodies", new byte[(1 << 20) + 1], Draft.Framing.LENGTH, false);

        assertThat(Judge.faults(spoilt, reply(413, "application/problem+json", large, 10))).isEmpty();
        assertThat(faults(413, "application/problem+json", large, 10)).containsExactly("a status that GET /api/v1/things/ is not documented to have");
    }

    @Test
    void aBareStatusIsTheHttpLayersOnlyWhereItMayRefuse() {
        Reply bare = new Reply(400, Map.of(), new byte[0], 1);

        assertThat(Judge.faults(draft(true), bare)).isEmpty();
        assertThat(Judge.faults(draft(false), bare)).contains("an error that is no problem", "no X-Request-Id");
        assertThat(Judge.faults(draft(true), new Reply(Reply.NONSENSE, Map.of(), new byte[0], 1))).containsExactly("an answer that is no HTTP");
        assertThat(Judge.faults(draft(false), new Reply(Reply.CLOSED, Map.of(), new byte[0], 1))).containsExactly("no answer");
    }

    @Test
    void theServersNameIsNobodysBusiness() {
        Map<String, String> headers = new HashMap<>(reply(200, "application/json", "{}", 1).headers());
        headers.put("server", "Any 1.0");

        assertThat(Judge.faults(draft(false), new Reply(200, headers, new byte[0], 1))).containsExactly("tells which server it is");
    }

    private static List<String> faults(int status, String type, String body, long milliseconds) {
        return Judge.faults(draft(false), reply(status, type, body, milliseconds));
    }

    private static Draft draft(boolean connector) {
        return new Draft("values", LIST, "GET", "/api/v1/things/", List.of(), null, Draft.Framing.NONE, connector);
    }

    private static Reply reply(int status, String type, String body, long milliseconds) {
        return new Reply(status, Map.of("content-type", type, "x-request-id", "r", "cache-control", "no-store"),
                body.getBytes(StandardCharsets.UTF_8), milliseconds);
    }
}
