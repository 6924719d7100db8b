package org.stillframe.acceptance;

import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stillframe.api.OpenApiDocument;

/** The service reads the query parameters that the document names, and no others: one that it reads must not be empty. */
@ExtendWith(SharedService.class)
class DocumentedParametersIT {
    private final Service service;
    private final OpenApiDocument document = OpenApiDocument.read();

    DocumentedParametersIT(Service service) throws IOException {
        this.service = service;
    }

    @Test
    void everyDocumentedParameterIsRead() {
        assertSoftly(softly -> document.operations().forEach((name, operation) -> document.queryParameters(operation)
                .forEach(parameter -> {
                    Answer answer = send(name, parameter);
                    softly.assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
                    softly.assertThat(answer.body()).as(answer.toString()).contains("\"" + parameter + "\":[");
                })));
    }

    @Test
    void noListReadsAParameterThatItIsNotDocumentedToHave() {
        Map<String, Map<String, Object>> operations = document.operations();
        Set<String> known = new TreeSet<>();
        operations.values().forEach(operation -> known.addAll(document.queryParameters(operation)));
        assertSoftly(softly -> operations.forEach((name, operation) -> known.stream()
                .filter(parameter -> name.startsWith("GET ") && !document.isStream(operation))
                .filter(parameter -> !document.queryParameters(operation).contains(parameter))
                .forEach(parameter -> {
                    Answer answer = send(name, parameter);
                    softly.assertThat(answer.status()).as(answer.toString()).isNotEqualTo(400);
                })));
    }

    /** The operation with an empty parameter, of a server or host that exists. */
    private Answer send(String operation, String parameter) {
        String[] parts = operation.split(" ");
        String id = parts[1].contains("/servers/") ? Long.toString(service.serverId()) : "1";
        return service.admin().send(parts[0], parts[1].replace("{id}", id) + "?" + parameter + "=", BodyPublishers.noBody());
    }
}
