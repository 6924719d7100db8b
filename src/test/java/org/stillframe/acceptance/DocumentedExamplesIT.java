package org.stillframe.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The documented examples, run as they stand but for the host, the token and the snapshot's id. */
@ExtendWith(SharedService.class)
class DocumentedExamplesIT {
    private static final String NAME = "before-update-snapshot";

    private final Service service;
    private final ApiClient owner;

    DocumentedExamplesIT(Service service) {
        this.service = service;
        this.owner = service.owner();
    }

    /** What a client may be written in. Debian's Python is the one that has Debian's requests. */
    enum Language {
        CURL("sh", "bash", "-c"),
        PYTHON("py", "/usr/bin/python3", "-c"),
        NODE("js", "node", "-e");

        private final String suffix;
        private final List<String> interpreter;

        Language(String suffix, String... interpreter) {
            this.suffix = suffix;
            this.interpreter = List.of(interpreter);
        }
    }

    @ParameterizedTest
    @EnumSource
    void createListRestoreAndDeleteRunVerbatim(Language language) throws Exception {
        String created = run(language, "create", 0);
        assertThat(created).contains(NAME, "in_progress", "Snapshot is being created. This may take 3-10 minutes");
        service.settle();
        long id = service.snapshots().get(0);

        assertThat(run(language, "list", id)).contains(NAME, "completed", "Snapshot before system update");

        assertThat(run(language, "restore", id)).contains("success", "Server is being restored from snapshot.", "restoring");
        service.settle();
        JsonObject newest = service.operations().get(0);
        assertThat(newest.getString("kind")).isEqualTo("snapshot_restore");
        assertThat(newest.getString("status")).isEqualTo("succeeded");

        assertThat(run(language, "delete", id)).isEqualTo(language == Language.CURL ? "" : "204\n");
        owner.get(ApiClient.SNAPSHOTS + id + "/").expect(404);
    }

    private String run(Language language, String example, long snapshotId) throws IOException, InterruptedException {
        String script = read(example + "." + language.suffix)
                .replace("https://api.example.com", owner.url().toString().replaceAll("/$", ""))
                .replace("YOUR_API_TOKEN", owner.token())
                .replace("801", Long.toString(snapshotId));
        Process process = new ProcessBuilder(language.interpreter.get(0), language.interpreter.get(1), script)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static String read(String name) throws IOException {
        try (InputStream stream = DocumentedExamplesIT.class.getResourceAsStream("/examples/" + name)) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
