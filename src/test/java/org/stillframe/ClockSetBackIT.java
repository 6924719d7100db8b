package org.stillframe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import java.io.File;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stillframe.account.Account;
import org.stillframe.account.AccountService;
import org.stillframe.error.ErrorCode;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.idempotency.IdempotencyKeys;
import org.stillframe.idempotency.KeyedRequest;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationKind;
import org.stillframe.server.Adoption;
import org.stillframe.server.HostDirectory;
import org.stillframe.server.Server;
import org.stillframe.server.ServerDetails;
import org.stillframe.server.ServerService;
import org.stillframe.snapshot.SafetyPointSettings;
import org.stillframe.snapshot.SafetyPoints;
import org.stillframe.snapshot.SnapshotSizes;

/**
 * What was written down before the clock was set back by an hour lies an hour ahead; nothing may wait for it. Leases and turns:
 * {@code OperationJournalIT}.
 */
@ExtendWith(ArquillianExtension.class)
class ClockSetBackIT {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    private AccountService accounts;

    @Inject
    private HostDirectory hosts;

    @Inject
    private ServerService servers;

    @Inject
    private OperationJournal journal;

    @Inject
    private IdempotencyKeys keys;

    @Inject
    private SnapshotSizes sizes;

    @Inject
    private SafetyPoints points;

    @Inject
    private SafetyPointSettings settings;

    @Inject
    private Clock clock;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    private Account owner;
    private long host;
    private Server server;

    @Deployment
    static WebArchive service() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("stillframe.war")))
                .addClass(ClockSetBackIT.class);
    }

    @BeforeEach
    void adoptAServer() {
        String name = "nowhere-" + UUID.randomUUID();
        host = hosts.register(name, "simulated:///" + name).getId();
        owner = accounts.create(UUID.randomUUID() + "@example.com", "Owner", null, false);
        DomainRef domain = new DomainRef("simulated:///" + name, UUID.randomUUID());
        server = servers.adopt(
                new Adoption(host, "guest", owner.getEmail(), ServerDetails.named("guest")),
                new DomainInfo(domain, "guest", PowerState.STOPPED, 1, 128, List.of(), List.of()));
    }

    @Test
    void aKeyWhoseRequestHasDiedIsClaimedByTheNext() throws Exception {
        KeyedRequest request = new KeyedRequest(owner.getId(), "/api/v1/snapshots", UUID.randomUUID().toString(), "body");
        keys.claim(request, "dead");
        set("update idempotency_key set claimed_at = ? where request_key = ?", ahead(HOUR), request.key());

        keys.claim(request, "next");

        assertEquals("next", text("select claim from idempotency_key where request_key = ?", request.key()));
    }

    @Test
    void aKeyIsNotTakenFromARequestThatIsServed() throws Exception {
        KeyedRequest request = new KeyedRequest(owner.getId(), "/api/v1/snapshots", UUID.randomUUID().toString(), "body");
        keys.claim(request, "served");

        keys.claim(request, "next");

        assertEquals("served", text("select claim from idempotency_key where request_key = ?", request.key()));
    }

    @Test
    void aHostIsComparedWithWhatIsKnownOfIt() throws Exception {
        set("update host set reconciled_at = ? where id = ?", ahead(HOUR), host);

        long begun = System.nanoTime();
        while (moment("select reconciled_at from host where id = ?", host).isAfter(clock.instant().plusSeconds(60))) {
            assertTrue(System.nanoTime() - begun < PATIENCE.toNanos(), "It was not compared");
            Thread.sleep(200);
        }
    }

    @Test
    void sizesAreComputedAgain() throws Exception {
        completeASnapshot();
        set("insert into server_sizing (begun_at, server_id) values (?, ?)", ahead(HOUR), server.getId());

        assertEquals(List.of(server.getId()), sizes.due(List.of(host)));
    }

    @Test
    void sizesAreComputedAgainAfterAnOperationThatEndedBeforeButNotAllTheTime() throws Exception {
        String operation = completeASnapshot();
        set("insert into server_sizing (begun_at, server_id) values (?, ?)", ahead(Duration.ofSeconds(-10)), server.getId());
        set("update operation set finished_at = ? where id = ?", ahead(HOUR), operation);
        assertEquals(List.of(), sizes.due(List.of(host)));

        set("update server_sizing set begun_at = ? where server_id = ?", ahead(Duration.ofMinutes(-2)), server.getId());

        assertEquals(List.of(server.getId()), sizes.due(List.of(host)));
    }

    @Test
    void anOperationThatEndsLaterIsNotTakenForOneThatHasEnded() throws Exception {
        String operation = completeASnapshot();
        Instant since = clock.instant().minus(Duration.ofMinutes(2));
        assertEquals(List.of(server.getId()), sizes.changed(List.of(host), since));

        set("update operation set finished_at = ? where id = ?", ahead(HOUR), operation);

        assertEquals(List.of(), sizes.changed(List.of(host), since));
    }

    @Test
    void theNewestSafetyPointIsNotTakenForTheOldest() throws Exception {
        List<String> all = new ArrayList<>();
        for (int i = 0; i <= settings.limit(); i++) {
            all.add(endedOperation(OperationKind.SNAPSHOT_RESTORE));
            set("insert into safety_point (was_running, expires_at, created_at, server_id, operation_id)"
                    + " values (false, timestamp '2100-01-01 00:00:00', ?, ?, ?)",
                    ahead(HOUR.plusSeconds(i)), server.getId(), all.get(i));
        }
        String newest = all.get(settings.limit());
        set("update safety_point set created_at = ? where operation_id = ?", ahead(Duration.ZERO), newest);

        assertEquals(List.of(all.get(0)), points.aboveLimit(server.getId(), newest));
    }

    /** Answers with the operation that made it. */
    private String completeASnapshot() throws SQLException {
        String operation = endedOperation(OperationKind.SNAPSHOT_CREATE);
        set("insert into snapshot (id, name, description, status, version, created_at, server_id, account_id, operation_id)"
                + " values (" + Math.abs(UUID.randomUUID().getMostSignificantBits()) + ", 'known', '', 'COMPLETED', 1, ?, ?, ?, ?)",
                ahead(Duration.ofMinutes(-1)), server.getId(), server.getAccount().getId(), operation);
        set("update operation set finished_at = ? where id = ?", ahead(Duration.ofMinutes(-1)), operation);
        return operation;
    }

    private String endedOperation(OperationKind kind) {
        String id = journal.begin(kind, server.target(null, null), ErrorCode.SERVER_BUSY).getId();
        journal.fail(id, ErrorCode.INTERNAL, "ended by the test");
        return id;
    }

    private LocalDateTime ahead(Duration length) {
        return LocalDateTime.ofInstant(clock.instant().plus(length), ZoneOffset.UTC);
    }

    private void set(String statement, Object... parameters) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = prepare(connection, statement, parameters)) {
            assertEquals(1, update.executeUpdate());
        }
    }

    private String text(String query, Object... parameters) throws SQLException {
        return only(query, String.class, parameters);
    }

    private Instant moment(String query, Object... parameters) throws SQLException {
        return only(query, LocalDateTime.class, parameters).toInstant(ZoneOffset.UTC);
    }

    private <T> T only(String query, Class<T> type, Object... parameters) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = prepare(connection, query, parameters);
                ResultSet row = select.executeQuery()) {
            assertTrue(row.next());
            return row.getObject(1, type);
        }
    }

    private static PreparedStatement prepare(Connection connection, String statement, Object... parameters) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        for (int i = 0; i < parameters.length; i++) {
            prepared.setObject(i + 1, parameters[i]);
        }
        return prepared;
    }
}
