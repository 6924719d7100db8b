package org.stillframe.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * Fills a database with so many snapshots, five of each server, as many small accounts and one large one would leave them there: a
 * measured account has four servers, one has every second of the others, and the rest belong to accounts of twenty servers. Each
 * snapshot has its operation; one in a hundred has failed, as a database that knows one status only plans otherwise. The servers lie on
 * hosts that do not answer, so that none is worked on.
 */
record Population(long snapshots, String series) {
    private static final int PER_SERVER = 5;

    /** Servers that are written at once; what is written in one transaction, H2 keeps twice until its end. */
    private static final long CHUNK = 10_000;

    /** The first of these servers is this one. */
    private static final long FIRST_SERVER = 20_001;

    /** What makes a table of the numbers from 1. */
    static final String H2 = "system_range(%d, %d) as n(x)";

    static final String POSTGRESQL = "generate_series(%d, %d) as n(x)";

    long servers() {
        return snapshots / PER_SERVER;
    }

    /** A server of the measured account. */
    long measuredServer() {
        return FIRST_SERVER + measured(1) - 1;
    }

    /** A snapshot of that server. */
    long measuredSnapshot() {
        return measured(1) + 2 * servers();
    }

    /** The numbers of the measured account's four servers, spread over all. */
    private long measured(int which) {
        return servers() / 8 + which * (servers() / 4);
    }

    /**
     * @param measured the account whose calls are measured
     * @param large the account that has half of all
     */
    void fill(Connection database, long measured, long large) throws SQLException {
        Map<String, String> words = Map.of(
                "{accounts}", series.formatted(1, servers() / 40 + 1),
                "{hosts}", series.formatted(1, servers() / 5000 + 1),
                "{each}", series.formatted(1, PER_SERVER).replace("n(x)", "e(i)"),
                "{servers}", Long.toString(servers()),
                "{measured}", Long.toString(measured),
                "{large}", Long.toString(large),
                "{four}", measured(0) + ", " + measured(1) + ", " + measured(2) + ", " + measured(3),
                "{first}", Long.toString(FIRST_SERVER));
        try (Statement statement = database.createStatement()) {
            for (String text : OWNERS) {
                statement.execute(filled(text, words));
            }
            for (String text : SERVERS) {
                for (long from = 1; from <= servers(); from += CHUNK) {
                    String chunk = series.formatted(from, Math.min(servers(), from + CHUNK - 1));
                    statement.execute(filled(text.replace("{series}", chunk), words));
                }
            }
            for (String text : END) {
                statement.execute(text);
            }
        }
    }

    private static String filled(String text, Map<String, String> words) {
        String whole = text;
        for (Map.Entry<String, String> word : words.entrySet()) {
            whole = whole.replace(word.getKey(), word.getValue());
        }
        return whole;
    }

    private static final String ID = "'00000000-0000-4000-%s-' || lpad(cast(%s as varchar), 12, '0')";
    private static final String MOMENT = "timestamp '2025-01-01 00:00:00' + %s * interval '1' second";
    private static final String NUMBER = "(x + (i - 1) * {servers})";
    private static final String OPERATION = ID.formatted("8000", NUMBER);
    private static final String CREATED = MOMENT.formatted(NUMBER);
    private static final String HOST = "1000000 + x / 5000";
    /** None of the four servers of the measured account is among these. */
    private static final String HAS_FAILED = "i = 1 and mod(x, 20) = 3";

    private static final String STATUS = "case when " + HAS_FAILED + " then 'FAILED' else '%s' end";
    private static final String FAILURE = "case when " + HAS_FAILED + " then '%s' end";
    private static final String OWNER =
            "case when x in ({four}) then {measured} when mod(x, 2) = 0 then {large} else 1000000 + x / 40 end";

    private static final List<String> OWNERS = List.of(
            "insert into host (id, name, uri, created_at) select 1000000 + x - 1, 'host-' || x, 'simulated:///nowhere/' || x,"
                    + " timestamp '2025-01-01 00:00:00' from {hosts}",
            "insert into account (id, email, name, admin, disabled, created_at) select 1000000 + x - 1, 'owner-' || x || '@example.com',"
                    + " 'Owner', false, false, timestamp '2025-01-01 00:00:00' from {accounts}");

    private static final List<String> SERVERS = List.of(
            "insert into server (id, account_id, host_id, domain_uuid, name, status, created_at, updated_at, version, domain_name) select"
                    + " {first} + x - 1, " + OWNER + ", " + HOST + ", " + ID.formatted("a000", "x") + ", 'server-' || x, 'STOPPED', "
                    + MOMENT.formatted("x") + ", " + MOMENT.formatted("x") + ", 1, 'server-' || x from {series}",
            "insert into operation (id, kind, status, progress, account_id, server_id, server_name, host_id, snapshot_id, snapshot_name,"
                    + " created_at, started_at, finished_at, version) select " + OPERATION + ", 'SNAPSHOT_CREATE', "
                    + STATUS.formatted("SUCCEEDED") + ", 100, "
                    + OWNER + ", {first} + x - 1, 'server-' || x, " + HOST + ", " + NUMBER + ", 'weekly-' || i, " + CREATED + ", " + CREATED + ", "
                    + CREATED + ", 1 from {each}, {series}",
            "insert into snapshot (id, server_id, account_id, operation_id, name, description, status, size_mb, exclusive_mb, consistency,"
                    + " verified_at, created_at, version, failure_code, failure_detail) select " + NUMBER + ", {first} + x - 1, " + OWNER + ", " + OPERATION
                    + ", 'weekly-' || i, 'Weekly snapshot', " + STATUS.formatted("COMPLETED") + ", 5120, 512, 'CRASH', " + CREATED + ", " + CREATED
                    + ", 1, " + FAILURE.formatted("hypervisor_failed") + ", " + FAILURE.formatted("The host did not answer.")
                    + " from {each}, {series}");

    private static final List<String> END = List.of(
            "update account set snapshots = (select count(*) from snapshot where account_id = account.id)",
            "alter sequence server_seq restart with 1000000",
            "alter sequence snapshot_seq restart with 10000000",
            "analyze");
}
