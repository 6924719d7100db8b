package org.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stillframe.AuthorizationTable;

/** The table of who may do what and the OpenAPI document say the same, in both directions. */
class AuthorizationTableTest {
    private final List<AuthorizationTable.Row> rows = AuthorizationTable.rows();
    private final Map<String, Map<String, Object>> operations;

    AuthorizationTableTest() throws IOException {
        operations = OpenApiDocument.read().operations();
    }

    @Test
    void everyEndpointHasOneRowAndEveryRowIsAnEndpoint() {
        assertThat(rows)
                .extracting(AuthorizationTable.Row::name)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(operations.keySet());
    }

    @Test
    void everyRowNamesTheScopeThatTheDocumentDoes() {
        assertSoftly(softly -> rows.forEach(row -> softly.assertThat((String) operations.get(row.name()).get("description"))
                .as("description of " + row)
                .contains(row.scope().map(scope -> "Scope: `" + scope + "`.").orElse("Scope: none"))));
    }

    /** What belongs to nobody in particular is the administrators' alone. */
    @Test
    void whatReachesEverybodysThingsNeedsTheAdminScope() {
        assertThat(rows.stream().filter(row -> row.isolation() == AuthorizationTable.Isolation.NONE))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.scope()).as(row.name()).contains("admin"));
    }
}
