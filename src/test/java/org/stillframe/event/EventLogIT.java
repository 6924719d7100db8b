package org.stillframe.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Status;
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

    @PersistenceContext
    private EntityManager entityManager;

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
    void theOutermostCallWritesWhatItHasChangedAndARollbackNothing() throws Exception {
        Thing thing = new Thing(account, "");
        transaction.begin();
        becomes(thing, ServerStatus.STOPPED);
        transaction.rollback();
        transaction.begin();
        becomes(thing, ServerStatus.STOPPED);
        transaction.commit();
        log.publish();
        assertEquals(List.of(), items(start));

        transaction.begin();
        changes.tellingChanges(() -> becomes(thing, ServerStatus.RESTORING));
        transaction.commit();
        log.publish();

        assertEquals(List.of("{\"status\":\"restoring\",\"note\":\"\"}"), items(start));
    }

    private Object becomes(Thing thing, ServerStatus status) throws Exception {
        return changes.tellingChanges(() -> {
            changes.follow(thing);
            thing.status = status;
            return null;
        });
    }

    /** No second one is taken from the pool: whoever holds locks would wait for it where all are taken. */
    @Test
    void anEventIsWrittenOverTheConnectionThatTheEntitiesHave() throws Exception {
        transaction.begin();
        accounts.create(UUID.randomUUID() + "@example.com", "Other", null, false);
        entityManager.flush();
        becomes(new Thing(account, "uncommitted"), ServerStatus.STOPPED);
        Object seen = entityManager
                .createNativeQuery("select count(*) from event where account_id = ?1")
                .setParameter(1, account)
                .getSingleResult();
        transaction.rollback();
        assertEquals(1, ((Number) seen).intValue());
    }

    /** The change and what is told of it are one: where the one cannot be written the other is not. */
    @Test
    void aTransactionWhoseEventCannotBeWrittenDoesNotCommit() throws Exception {
        assertThrows(Exception.class, () -> {
            transaction.begin();
            accounts.create(UUID.randomUUID() + "@example.com", "Other", null, false);
            becomes(new Thing(account, "x".repeat(100_001)), ServerStatus.STOPPED);
            transaction.commit();
        });
        if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
            transaction.rollback();
        }
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
