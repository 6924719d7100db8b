package org.stillframe.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AuditExportTest {
    @Test
    void aRowIsQuotedAndNothingInItIsAFormula() throws ReflectiveOperationException {
        AuditEvent event = new AuditEvent(
                Instant.parse("2026-01-01T00:00:00Z"),
                new Actor(1L, "a@example.com", "192.0.2.1", "r-1"),
                "account.changed",
                new AuditSubject(null, 7L, "web, \"first\"", null, "=cmd()"),
                "succeeded",
                "line 1\nline 2");
        Field id = AuditEvent.class.getDeclaredField("id");
        id.setAccessible(true);
        id.set(event, 5L);

        assertThat(AuditExport.row(event))
                .isEqualTo("\"5\",\"2026-01-01T00:00:00Z\",\"a@example.com\",\"account.changed\",\"succeeded\",\"'=cmd()\",\"line 1\nline 2\","
                        + "\"\",\"7\",\"web, \"\"first\"\"\",\"\",\"192.0.2.1\",\"r-1\",\"\",\"\"");
        for (String text : new String[] {"+1", "-1", "@x", "\tx", "\rx"}) {
            assertThat(AuditExport.quoted(text)).isEqualTo("\"'" + text + "\"");
        }
    }
}
