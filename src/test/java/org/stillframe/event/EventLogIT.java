package org.stillframe.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.transaction.UserTransaction;
import java.io.File;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
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
import org.stillframe.account.AccountService;
import org.stillframe.server.ServerStatus;

/** The log's promises inside Payara Micro on H2, whose own publishing goes on meanwhile. */
@ExtendWith(ArquillianExtension.class)
class EventLogIT {
    private static final int ALL = 1000;

    @Inject
    private EventLog log;

    @Inject
    private StatusChanges changes;

    @Inject
    private AccountService accounts;

    @Inject
    private UserTransaction transaction;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    private long account;
    private long start;

    @Deployment
    static WebArchive service() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("stillframe.war")))
                .addClasses(EventLogIT.class, Thing.class);
    }

    /** Something that can be followed. */
    static final class Thing implements Followed {
        private final long owner;
        private final String note;
        private ServerStatus status = ServerStatus.ACTIVE;

        Thing(long owner, String note) {
            this.owner = owner;
            this.note = note;
        }

        @Override
        public EventKind eventKind() {
            return EventKind.SERVER;
        }

        @Override
        public long ownerId() {
            return owner;
        }

        @Override
        public ServerStatus getStatus() {
            return status;
        }

        @Override
        public JsonObject item() {
            return Json.createObjectBuilder().add("status", status.code()).add("note", note).build();
        }
    }

    @BeforeEach
    void begin() {
        account = accounts.create(UUID.randomUUID() + "@example.com", "Owner", null, false).getId();
        start = log.publish();
    }

    private List<String> items(long place) {
        return log.after(place, ALL).events().stream().filter(event -> event.accountId() == account).map(PublishedEvent::item).toList();
    }

    @Test
    void whatCommitsInTheReverseOrderIsSeenOnceAllAndInOneOrderForEver() throws SQLException {
        try (Connection early = connection();
                Connection late = connection()) {
            write(early, "early");
            write(late, "late");
            late.commit();
            long between = log.publish();
            assertEquals(List.of("late"), items(start));
            early.commit();
            log.publish();

            assertEquals(List.of("late", "early"), items(start));
            assertEquals(List.of("early"), items(between));
        }
    }

    @Test
    void theEndOfATransactionWritesWhatItHasChangedAndARollbackNothing() throws Exception {
        Thing thing = new Thing(account, "");
        transaction.begin();
        changes.follow(thing);
        thing.status = ServerStatus.STOPPED;
        transaction.rollback();
        transaction.begin();
        changes.follow(thing);
        transaction.commit();
        log.publish();
        assertEquals(List.of(), items(start));

        transaction.begin();
        changes.follow(thing);
        thing.status = ServerStatus.RESTORING;
        transaction.commit();
        log.publish();

        assertEquals(List.of("{\"status\":\"restoring\",\"note\":\"\"}"), items(start));
    }

    /** No second one is taken from the pool: what the entities' connection has locked, this one does not wait for. */
    @Test
    void anEventIsWrittenOverTheConnectionThatTheTransactionHasAnyway() throws Exception {
        transaction.begin();
        accounts.lock(account);
        try (Connection connection = database.getConnection();
                PreparedStatement lock = connection.prepareStatement("select id from account where id = ? for update")) {
            lock.setLong(1, account);
            assertTrue(lock.executeQuery().next());
        } finally {
            transaction.rollback();
        }
    }

    /** The change and what is told of it are one: where the one cannot be written the other is not. */
    @Test
    void aTransactionWhoseEventCannotBeWrittenDoesNotCommit() throws Exception {
        assertThrows(Exception.class, () -> {
            transaction.begin();
            try (Connection connection = database.getConnection()) {
                write(connection, "with-it");
            }
            changes.begun(new Thing(account, "x".repeat(100_001)));
            transaction.commit();
        });
        log.publish();

        assertEquals(List.of(), items(start));
    }

    @Test
    void whatIsForgottenIsToldOfAsBroken() throws SQLException, InterruptedException {
        try (Connection connection = connection()) {
            write(connection, "old");
            connection.commit();
        }
        long last = log.publish();
        assertFalse(log.forgetOlderThan(Duration.ofHours(1)));
        assertEquals(List.of("old"), items(start));
        Thread.sleep(20);

        while (log.forgetOlderThan(Duration.ofMillis(10))) {
            // Until all are gone.
        }

        assertFalse(log.after(last - 1, ALL).isUnbroken());
        assertTrue(log.after(last, ALL).isUnbroken());
        assertFalse(log.after(last + 1_000_000, ALL).isUnbroken(), "an id that was never given");
    }

    private Connection connection() throws SQLException {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private void write(Connection connection, String item) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into event (account_id, kind, item, noted_at) values (?, 'SERVER', ?, ?)")) {
            insert.setLong(1, account);
            insert.setString(2, item);
            insert.setObject(3, LocalDateTime.now(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }
}
