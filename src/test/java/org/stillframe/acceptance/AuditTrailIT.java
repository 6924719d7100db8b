package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.stillframe.Build;
import org.stillframe.Postgres;

/** Who did what, from where, with which outcome; and whoever changes it in the database is found out, on either database. */
class AuditTrailIT {
    private static final String AUDIT = "/api/v1/audit/";
    private static final String VERIFY = "/api/v1/audit/verify/";

    private interface Database {
        Connection connect() throws SQLException;
    }

    @Test
    void whatIsChangedInH2IsFoundOut() throws Exception {
        Path file = Build.directory("audit-h2").resolve("db/stillframe").toAbsolutePath();
        String url = "jdbc:h2:file:" + file + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000;AUTO_SERVER=TRUE";
        try (Service service = Service.fresh("audit-h2", Map.of("STILLFRAME_DATABASE_URL", url))) {
            theTrailTellsWhoDidWhatFromWhereAndHowItEnded(service);
            everyChangeIsFoundOut(service, () -> DriverManager.getConnection(url, "", ""));
        }
    }

    @Test
    void whatIsChangedInPostgresIsFoundOutAndTwoNodesMakeOneChain() throws Exception {
        try (Postgres postgres = Postgres.start();
                Service service = Service.fresh("audit-postgres", new HashMap<>(postgres.settings()))) {
            theTrailTellsWhoDidWhatFromWhereAndHowItEnded(service);
            everyChangeIsFoundOut(service, postgres::connect);
            twoNodesMakeOneChainAndWhatIsTooOldGoesWithoutBreakingIt(service, postgres);
        }
    }

    private static void theTrailTellsWhoDidWhatFromWhereAndHowItEnded(Service service) {
        String request = "audited-" + UUID.randomUUID();
        Answer created = service.owner().send(
                "POST",
                ApiClient.SNAPSHOTS,
                BodyPublishers.ofString("{\"server_id\": " + service.serverId() + ", \"name\": \"audited\"}"),
                "X-Request-Id", request, "X-Forwarded-For", "203.0.113.99");
        String operation = service.owner().end(created.expect(201)).getString("id");

        List<JsonObject> events = service.admin().get(AUDIT + "?action=snapshot_create&server_id=" + service.serverId()).results();
        assertThat(events).extracting(event -> event.getString("outcome")).containsExactly("succeeded", "accepted");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.getString("subject")).startsWith("operation " + operation);
            assertThat(event.getJsonObject("server").getString("name")).isEqualTo("web-server-01");
        });
        // The snapshot's id is known only after the operation was asked for.
        assertThat(events.get(0).getString("subject")).endsWith(", snapshot audited");
        assertThat(events.get(0).getInt("snapshot_id")).isEqualTo(created.json().getInt("id"));
        JsonObject asked = events.get(1);
        assertThat(asked.getString("account")).isEqualTo("demo@example.com");
        assertThat(asked.getString("origin")).as("no proxy is trusted").isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(asked.getString("request_id")).isEqualTo(request);
        assertThat(service.admin().get(AUDIT + "?action=server.adopted").results()).hasSize(2);
    }

    private static void everyChangeIsFoundOut(Service service, Database database) throws SQLException {
        for (int i = 0; i < 6; i++) {
            Tenant.join(service);
        }
        sealed(service);
        JsonObject whole = verify(service);
        assertThat(whole.getBoolean("intact")).as(whole.toString()).isTrue();
        long head = whole.getJsonNumber("position").longValueExact();
        assertThat(whole.getInt("verified")).isEqualTo((int) head).isGreaterThanOrEqualTo(8);
        long place = head / 2;
        export(service, head);
        try (Connection connection = database.connect(); Statement sql = connection.createStatement()) {
            sql.execute("create table kept as select * from audit_event");
            sql.execute("create table kept_chain as select * from audit_chain");
            // An event is altered, in whatever it says.
            for (String change : List.of("detail = 'nothing'", "detail = ''", "actor = 'x'", "action = 'x'", "subject = 'x'", "outcome = 'x'",
                    "origin = '192.0.2.1'", "origin = null", "request_id = 'x'", "account_id = 999", "server_id = 1", "server_name = 'x'",
                    "snapshot_id = 1", "host_id = 99", "at = timestamp '2020-01-01 00:00:00'", "seal = 'x'", "seal = null")) {
                sql.executeUpdate("update audit_event set " + change + " where chain_position = " + place);
                String column = change.substring(0, change.indexOf(' '));
                if (!same(sql, column, place)) {
                    assertBroken(verify(service), place, "altered", change);
                }
                restore(sql);
            }
            // Events are deleted: in the middle, the first, the last.
            for (long gone : new long[] {place, 1, head}) {
                sql.execute("delete from audit_event where chain_position = " + gone);
                assertBroken(verify(service), gone, "missing", "delete " + gone);
                restore(sql);
            }
            sql.execute("delete from audit_event");
            assertBroken(verify(service), 1, "missing", "delete all");
            restore(sql);
            // Two events change places.
            sql.execute("update audit_event set chain_position = -1 where chain_position = " + place);
            sql.execute("update audit_event set chain_position = " + place + " where chain_position = " + (place + 2));
            sql.execute("update audit_event set chain_position = " + (place + 2) + " where chain_position = -1");
            assertBroken(verify(service), place, "altered", "swap");
            restore(sql);
            // The last is cut off, and the note of the chain's end set back with it.
            sql.execute("delete from audit_event where chain_position = " + head);
            sql.execute("update audit_chain set head_position = " + (head - 1) + ", head_seal = (select seal from audit_event where chain_position = "
                    + (head - 1) + ")");
            assertThat(verify(service).getJsonObject("first_broken").getString("reason")).isEqualTo("chain_altered");
            restore(sql);
            // The first are removed as if they had been too old.
            sql.execute("update audit_chain set anchor_position = 2, anchor_seal = (select seal from audit_event where chain_position = 2)");
            sql.execute("delete from audit_event where chain_position <= 2");
            assertThat(verify(service).getJsonObject("first_broken").getString("reason")).isEqualTo("chain_altered");
            restore(sql);
            assertThat(verify(service).getBoolean("intact")).isTrue();
            sql.execute("drop table kept");
            sql.execute("drop table kept_chain");
        }
    }

    /** An update that says what was so before has altered nothing. */
    private static boolean same(Statement sql, String column, long place) throws SQLException {
        try (ResultSet row = sql.executeQuery("select a." + column + ", k." + column
                + " from audit_event a join kept k on k.id = a.id where a.chain_position = " + place)) {
            row.next();
            return Objects.equals(row.getString(1), row.getString(2));
        }
    }

    private static void restore(Statement sql) throws SQLException {
        sql.execute("delete from audit_event where id in (select id from kept)");
        sql.execute("insert into audit_event select * from kept");
        sql.execute("delete from audit_chain");
        sql.execute("insert into audit_chain select * from kept_chain");
    }

    private static void export(Service service, long events) {
        Answer lines = service.admin().get("/api/v1/audit/export/").expect(200);
        assertThat(lines.header("Content-Type")).isEqualTo("application/x-ndjson");
        List<JsonObject> exported = lines.body().lines()
                .map(line -> Json.createReader(new StringReader(line)).readObject())
                .toList();
        assertThat(exported).hasSize((int) events);
        assertThat(exported).extracting(event -> event.getInt("id")).isSorted();
        assertThat(exported).containsExactlyInAnyOrderElementsOf(service.admin().get(AUDIT).results());
        Answer csv = service.admin().get("/api/v1/audit/export/?format=csv&action=account.created").expect(200);
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.body().lines().findFirst()).hasValueSatisfying(names -> assertThat(names).startsWith("id,created_at,account,action"));
        assertThat(csv.body().lines().skip(1)).hasSizeGreaterThanOrEqualTo(6).allMatch(line -> line.contains("\"account.created\""));
        service.admin().get("/api/v1/audit/export/?format=xml").expectProblem(400, "invalid");
    }

    private static void twoNodesMakeOneChainAndWhatIsTooOldGoesWithoutBreakingIt(Service first, Postgres postgres) throws Exception {
        Map<String, String> settings = Map.of("STILLFRAME_AUDIT_RETENTION", "PT15S", "STILLFRAME_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1, ::1");
        try (Service second = first.joinedBy("audit-second", settings)) {
            for (Service node : List.of(first, second, first, second)) {
                Concurrently.send(8, () -> node.admin().post(Tenant.ACCOUNTS, Tenant.account(UUID.randomUUID() + "@example.com", "At once")).expect(201));
            }
            Answer made = second.admin().send("POST", Tenant.ACCOUNTS,
                    BodyPublishers.ofString(Tenant.account(UUID.randomUUID() + "@example.com", "Far away")),
                    "X-Forwarded-For", "6.6.6.6, 203.0.113.99, 10.1.2.3");
            assertThat(second.admin().get(AUDIT + "?action=account.created").results().get(0).getString("origin"))
                    .as(made.expect(201).toString())
                    .isEqualTo("203.0.113.99");
            sealed(first);
            for (Service node : List.of(first, second)) {
                assertThat(verify(node).getBoolean("intact")).isTrue();
            }
            await().atMost(Duration.ofSeconds(100)).pollInterval(Duration.ofSeconds(1)).until(() -> verify(first).getInt("pruned_to") > 0);
            sealed(first);
            JsonObject pruned = verify(first);
            assertThat(pruned.getBoolean("intact")).as(pruned.toString()).isTrue();
            assertThat(postgres.value("select min(chain_position) from audit_event"))
                    .isEqualTo(Integer.toString(pruned.getInt("pruned_to") + 1));
            assertThat(first.admin().get(AUDIT + "?action=audit.pruned").results()).isNotEmpty();
        }
    }

    private static void sealed(Service service) {
        await().atMost(Duration.ofSeconds(30)).until(() -> verify(service).getInt("unsealed") == 0);
    }

    private static JsonObject verify(Service service) {
        return service.admin().get(VERIFY).expect(200).json();
    }

    private static void assertBroken(JsonObject report, long position, String reason, String change) {
        assertThat(report.getBoolean("intact")).as(change + ": " + report).isFalse();
        JsonObject broken = report.getJsonObject("first_broken");
        assertThat(broken.getJsonNumber("position").longValueExact()).as(change).isEqualTo(position);
        assertThat(broken.getString("reason")).as(change).isEqualTo(reason);
        assertThat(broken.get("id") instanceof JsonNumber).as(change).isEqualTo(reason.equals("altered"));
        assertThat(report.getJsonNumber("verified").longValueExact()).as(change).isEqualTo(position - 1);
    }
}
