package org.stillframe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {
    private static final String ME = """
            {"account":{"email":"owner@example.com"},"token":{"name":"laptop","permissions":["snapshots:read"]}}""";
    private static final String NONE = "{\"count\":0,\"results\":[]}";

    @TempDir
    private Path home;

    private Stub stub;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        stub = new Stub();
        shell = new Shell(home);
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    private Path file() {
        return home.resolve(".config/stillframe/login.json");
    }

    @Test
    void theTokenIsCheckedAndKeptForItsOwnerAlone() throws IOException {
        stub.answers(200, ME).answers(200, NONE);

        Shell.Run login = shell.typing("secret-token\n").run("login", stub.url() + "/", "--token-stdin");
        Shell.Run list = shell.run("list", "--json");

        assertThat(login).isEqualTo(new Shell.Run(0, "Logged in at " + stub.url() + " as owner@example.com.\n", ""));
        assertThat(list.exit()).isZero();
        assertThat(stub.requests()).extracting(Stub.Request::toString)
                .containsExactly("GET /api/v1/account/me/", "GET /api/v1/snapshots/");
        assertThat(stub.requests()).allSatisfy(request -> assertThat(request.header("Authorization")).isEqualTo("Bearer secret-token"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent()))).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(file().getParent())) {
            assertThat(files).as("nothing is left beside it").containsExactly(file());
        }
    }

    @Test
    void theTokenIsAskedForWithoutEchoAtATerminal() {
        stub.answers(200, ME);

        assertThat(shell.atTerminal().typingSecretly("secret-token").run("login", stub.url()).exit()).isZero();
        assertThat(stub.requests().get(0).header("Authorization")).isEqualTo("Bearer secret-token");
    }

    @Test
    void aRefusedTokenIsNotKept() {
        stub.refuses(401, "authentication_failed", "The token is not valid.");

        assertThat(shell.typing("wrong").run("login", stub.url(), "--token-stdin"))
                .isEqualTo(new Shell.Run(3, "", "stillframe: The token is not valid.\n"));
        assertThat(file()).doesNotExist();
    }

    @Test
    void withoutATerminalAndWithoutInputItSaysWhatToDo() {
        Shell.Run run = shell.run("login", stub.url());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("--token-stdin");
        assertThat(stub.requests()).isEmpty();
    }

    @Test
    void theEnvironmentGoesBeforeWhatIsKept() throws IOException {
        stub.answers(200, ME);
        shell.typing("kept").run("login", stub.url(), "--token-stdin");
        try (Stub other = new Stub()) {
            other.answers(200, NONE);
            shell.with("STILLFRAME_URL", other.url()).with("STILLFRAME_TOKEN", "given").run("list");
            assertThat(other.requests()).singleElement().extracting(request -> request.header("Authorization")).isEqualTo("Bearer given");
        }
    }

    @Test
    void aKeptTokenIsNotSentToAnotherService() throws IOException {
        stub.answers(200, ME);
        shell.typing("kept").run("login", stub.url(), "--token-stdin");
        try (Stub other = new Stub()) {
            Shell.Run run = shell.with("STILLFRAME_URL", other.url()).run("list");

            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.err()).contains("You are not logged in at " + other.url());
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void logoutForgetsTheToken() {
        stub.answers(200, ME);
        shell.typing("kept").run("login", stub.url(), "--token-stdin");

        assertThat(shell.run("logout").exit()).isZero();
        assertThat(file()).doesNotExist();
        assertThat(shell.run("list")).isEqualTo(new Shell.Run(3, "", "stillframe: You are not logged in; say stillframe login URL\n"));
    }

    @Test
    void aTokenThatOthersMayReadIsToldOf() throws IOException {
        stub.answers(200, ME).answers(200, NONE);
        shell.typing("kept").run("login", stub.url(), "--token-stdin");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(shell.run("list").err()).contains("others may read the token in " + file());
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (String url : new String[] {"snapshots.example.com", "ftp://example.com", "https://", "https://me:secret@example.com", "a b"}) {
            assertThat(shell.typing("token").run("login", url, "--token-stdin").err()).contains("is no address of a service");
        }
    }
}
