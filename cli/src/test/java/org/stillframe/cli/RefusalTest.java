package org.stillframe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {
    @TempDir
    private Path home;

    private Stub stub;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        stub = new Stub();
        shell = new Shell(home).loggedInTo(stub);
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid, 2", "400, snapshot_limit_reached, 5", "400, server_state_invalid, 5", "401, authentication_failed, 3",
        "403, permission_denied, 3", "404, not_found, 4", "409, server_busy, 5", "422, idempotency_conflict, 2",
        "500, internal, 1", "502, hypervisor_failed, 1", "503, hypervisor_unavailable, 6", "429, rate_limited, 6"
    })
    void eachRefusalHasItsExitCodeAndItsSentence(int status, String code, int exit) {
        stub.refuses(status, code, "This is why.");

        Shell.Run run = shell.run("create", "1", "nightly", "--retry", "0");

        assertThat(run).isEqualTo(new Shell.Run(exit, "", "stillframe: This is why.\n"));
    }

    @Test
    void whatIsWrongWithAFieldIsToldByItsName() {
        stub.answers(400, """
                {"status":400,"code":"invalid","detail":"The request is invalid.","request_id":"r-9",
                 "errors":{"name":["It is too long.","It has a space."],"server_id":["It is missing."]}}""");

        Shell.Run run = shell.run("create", "1", "a b", "--verbose");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("""
                stillframe: The request is invalid.
                  name: It is too long. It has a space.
                  server_id: It is missing.
                  HTTP status 400, code invalid
                """);
    }

    @Test
    void whatTheServerIsBusyWithCanBeFollowed() {
        stub.answers(409, """
                {"status":409,"code":"server_busy","detail":"The server is busy.","operation":{"id":"op-9","kind":"snapshot_create"}}""");

        assertThat(shell.run("create", "1", "nightly").err())
                .isEqualTo("stillframe: The server is busy. Follow it: stillframe watch op-9\n");
    }

    @Test
    void theRequestIdIsToldWhenAskedFor() {
        stub.refuses(500, "internal", "Something went wrong.", "X-Request-Id", "r-42");

        assertThat(shell.run("list").err()).doesNotContain("r-42");
        assertThat(shell.run("list", "-v").err()).contains("request id r-42");
    }

    @Test
    void forAProgramTheProblemIsPrintedAsItCame() {
        stub.refuses(404, "not_found", "There is no such snapshot.");

        Shell.Run run = shell.run("show", "7", "--json");

        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("{\"status\": 404, \"code\": \"not_found\"");
    }

    @Test
    void anotherServiceIsNotTakenForThis() {
        stub.says(404, "text/html", "<html>Not here</html>").says(200, "text/html", "<html>Welcome</html>")
                .says(301, "text/html", "", "Location", "https://elsewhere.example.com/");

        assertThat(shell.run("list").err()).contains("What answers at " + stub.url() + " is not Stillframe");
        Shell.Run welcome = shell.run("list");
        assertThat(welcome.exit()).isEqualTo(6);
        assertThat(welcome.err()).contains("something else than JSON");
        assertThat(shell.run("list").err()).contains("leads elsewhere, to https://elsewhere.example.com/");
    }

    @Test
    void aWrongCommandLineIsRefusedWithoutARequest() {
        assertThat(shell.run("show", "seven").exit()).isEqualTo(2);
        assertThat(shell.run("create", "1").exit()).isEqualTo(2);
        assertThat(shell.run("undo", "../accounts").exit()).isEqualTo(2);
        assertThat(shell.run("list", "--retry", "soon").err()).contains("'soon' is no length of time such as 90s, 10m or 2h");
        assertThat(shell.run().exit()).isEqualTo(2);
        assertThat(shell.run("--help").out()).contains("Exit status:");
        assertThat(stub.requests()).isEmpty();
    }
}
