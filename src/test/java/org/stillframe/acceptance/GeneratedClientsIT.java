package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What generators make of the document as it is served compiles and does its work, without a correction by hand. */
@ExtendWith(SharedService.class)
class GeneratedClientsIT {
    private static final String ROUND = """
            keys RS256
            server web-server-01 stopped with a plan
            create in_progress succeeded
            list completed with a size
            get offline 100 as made
            restore success succeeded
            gone 404 not_found There is no such snapshot.
            """;

    private final Service service;

    GeneratedClientsIT(Service service) {
        this.service = service;
    }

    @ParameterizedTest
    @EnumSource
    void createRestoreAndDeleteGoThroughAGeneratedClient(GeneratedClient client) throws Exception {
        assumeThat(client.isReady()).isTrue();
        Path directory = Service.emptied("client-" + client);
        Path document = directory.resolve("openapi.yaml");
        Files.writeString(document, service.nobody().get("/openapi").expect(200).body());

        client.generate(document, directory);
        client.compile(directory);
        assertThat(client.use(directory, service.owner().url(), service.owner().token())).isEqualTo(ROUND);

        assertThat(service.snapshots()).isEmpty();
        assertThat(service.operations())
                .extracting(operation -> operation.getString("kind"))
                .filteredOn(kind -> !kind.equals("snapshot_delete"))
                .startsWith("snapshot_restore", "snapshot_create");
    }
}
