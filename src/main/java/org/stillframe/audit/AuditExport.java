package org.stillframe.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stillframe.api.ApiTime;

/** Writes the audit trail out, oldest first, as it is read: any number of events takes the same memory. */
@ApplicationScoped
public class AuditExport {
    static final String JSON_LINES = "application/x-ndjson";
    static final String CSV = "text/csv;charset=utf-8";

    private static final int CHUNK = 1000;
    private static final String COLUMNS = "id,created_at,account,action,outcome,subject,detail,host_id,server_id,server_name,snapshot_id,"
            + "origin,request_id,position,seal";

    /** What a spreadsheet would take for the beginning of a formula. */
    private static final String FORMULA = "=+-@\t\r";

    @Inject
    private AuditSearch search;

    void write(AuditFilter filter, boolean csv, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        if (csv) {
            writer.write(COLUMNS + "\r\n");
        }
        for (List<AuditEvent> chunk = search.above(filter, 0, CHUNK); !chunk.isEmpty(); ) {
            for (AuditEvent event : chunk) {
                writer.write(csv ? row(event) + "\r\n" : AuditJson.item(event) + "\n");
            }
            chunk = search.above(filter, chunk.get(chunk.size() - 1).getId(), CHUNK);
        }
        writer.flush();
    }

    static String row(AuditEvent event) {
        return Stream.of(
                        event.getId(),
                        ApiTime.text(event.getAt()),
                        event.getAccountId() == null ? null : event.getActor(),
                        event.getAction(),
                        event.getOutcome(),
                        event.getSubject(),
                        event.getDetail(),
                        event.getHostId(),
                        event.getServerId(),
                        event.getServerName(),
                        event.getSnapshotId(),
                        event.getOrigin(),
                        event.getRequestId(),
                        event.getPosition(),
                        event.getSeal())
                .map(value -> quoted(Objects.toString(value, "")))
                .collect(Collectors.joining(","));
    }

    /** As RFC 4180 has it. What could be taken for a formula begins with an apostrophe; the other form of export is exact. */
    static String quoted(String text) {
        String safe = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}
