package org.stillframe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {
    private static final String NONE = "{\"count\":0,\"results\":[]}";
    private static final String CREATED = """
            {"id":7,"server":{"id":1,"name":"web"},"name":"nightly","status":"in_progress"}""";

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
    @CsvSource({"503, hypervisor_unavailable", "429, rate_limited"})
    void asksAgainAfterTheTimeThatTheServiceAsksFor(int status, String code) {
        stub.refuses(status, code, "Not now.", "Retry-After", "7").answers(200, NONE);

        Shell.Run run = shell.run("list", "--json");

        assertThat(run).isEqualTo(new Shell.Run(0, NONE + "\n", ""));
        assertThat(shell.sleeps()).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void givesUpAtOnceWhereTheServiceAsksForMoreThanThePatience() {
        stub.refuses(503, "insufficient_storage", "The storage is full.", "Retry-After", "60");

        Shell.Run run = shell.run("list", "--retry", "59s");

        assertThat(run).isEqualTo(new Shell.Run(6, "", "stillframe: The storage is full.\n"));
        assertThat(shell.sleeps()).isEmpty();
    }

    @Test
    void pausesLongerEachTimeAndGivesUpWhenThePatienceIsOver() {
        stub.refuses(503, "database_unavailable", "Not now.");

        Shell.Run run = shell.run("list", "--retry", "20s");

        assertThat(run.exit()).isEqualTo(6);
        assertThat(shell.sleeps().stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
        assertThat(shell.sleeps()).hasSizeBetween(4, 12);
        assertThat(run.err().lines().filter(line -> line.contains("Trying again"))).as("said once").hasSize(1);
    }

    @Test
    void aCreateThatHadNoAnswerIsSentAgainUnderTheSameKey() {
        stub.breaksOff().answers(201, CREATED, "Operation-Location", "/api/v1/operations/op-1/");

        Shell.Run run = shell.run("create", "1", "nightly");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("Snapshot 7 (nightly) of web is being created. Follow it: stillframe watch op-1\n");
        assertThat(stub.requests()).hasSize(2).allSatisfy(request -> assertThat(request.body()).contains("\"nightly\""));
        assertThat(stub.requests().get(0).header("Idempotency-key")).isNotBlank()
                .isEqualTo(stub.requests().get(1).header("Idempotency-key"));
    }

    @Test
    void twoCreatesHaveTwoKeys() {
        stub.answers(201, CREATED, "Operation-Location", "/api/v1/operations/op-1/");

        shell.run("create", "1", "nightly");
        shell.run("create", "1", "nightly");

        assertThat(stub.requests().get(0).header("Idempotency-key")).isNotEqualTo(stub.requests().get(1).header("Idempotency-key"));
    }

    @Test
    void aSnapshotThatTheLostTryHasDeletedIsNotMissed() {
        stub.breaksOff().refuses(404, "not_found", "There is no such snapshot.");

        assertThat(shell.run("delete", "7").exit()).isZero();
        assertThat(shell.run("delete", "7")).as("without a lost try")
                .isEqualTo(new Shell.Run(4, "", "stillframe: There is no such snapshot.\n"));
    }

    @Test
    void whereNothingListensItSaysSo() {
        stub.close();

        Shell.Run run = shell.run("list", "--retry", "0");

        assertThat(run).isEqualTo(new Shell.Run(6, "", "stillframe: Nothing answers at " + stub.url() + ".\n"));
    }
}
