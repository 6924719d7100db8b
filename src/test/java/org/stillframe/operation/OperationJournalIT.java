package org.stillframe.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.io.File;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stillframe.account.AccountService;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.operation.OperationStep.Postponed;
import org.stillframe.server.Adoption;
import org.stillframe.server.HostDirectory;
import org.stillframe.server.Server;
import org.stillframe.server.ServerDetails;
import org.stillframe.server.ServerService;

/** The journal's promises, inside Payara Micro: its transactions, its row locks and a real database are what keeps them. */
@ExtendWith(ArquillianExtension.class)
class OperationJournalIT {
    private static final Duration TAKEN_UP = Duration.ofSeconds(30);

    @Inject
    private OperationJournal journal;

    @Inject
    private OperationLeases leases;

    @Inject
    private Node node;

    @Inject
    private AccountService accounts;

    @Inject
    private HostDirectory hosts;

    @Inject
    private ServerService servers;

    @Resource
    private ManagedExecutorService executor;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    @Inject
    private UserTransaction transaction;

    private long host;
    private Server server;

    @Deployment
    static WebArchive service() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("stillframe.war")))
                .addClass(OperationJournalIT.class);
    }

    /** Each test has a host of its own, as what runs on one is counted. */
    @BeforeEach
    void adoptAServer() {
        String name = "nowhere-" + UUID.randomUUID();
        host = hosts.register(name, "simulated:///" + name).getId();
        server = adopt();
    }

    private Server adopt() {
        String owner = UUID.randomUUID() + "@example.com";
        accounts.create(owner, "Owner", null, false);
        DomainRef domain = new DomainRef("simulated:///nowhere", UUID.randomUUID());
        return servers.adopt(
                new Adoption(host, "guest", owner, ServerDetails.named("guest")),
                new DomainInfo(domain, "guest", PowerState.STOPPED, 1, 128, List.of(), List.of()));
    }

    @Test
    void aBusyServerTakesNoSecondExclusiveOperation() {
        Operation first = begin(OperationKind.SERVER_START);

        ServiceException refused = assertThrows(ServiceException.class, () -> begin(OperationKind.SNAPSHOT_CREATE));

        assertEquals(ErrorCode.SERVER_BUSY, refused.code());
        assertEquals(first.getId(), refused.runningOperation().id());
        begin(OperationKind.LAYER_RECLAIM);
        journal.fail(first.getId(), ErrorCode.INTERNAL, "ended by the test");
        begin(OperationKind.SNAPSHOT_CREATE);
    }

    @Test
    void ofManyThatBeginAtOnceOneIsAccepted() throws Exception {
        assertEquals(1, succeeded(16, attempt -> {
            begin(OperationKind.SNAPSHOT_CREATE);
            return true;
        }));
    }

    @Test
    void ofManyNodesThatClaimAnOperationOneGetsIt() throws Exception {
        Operation operation = parked(server);

        assertEquals(1, succeeded(16, attempt -> leases.claim(operation.getId(), "node-" + attempt)));
    }

    @Test
    void aPostponedOperationWaitsForItsTurn() throws Exception {
        Operation operation = parked(server);
        assertTrue(leases.claim(operation.getId(), node.name()));

        journal.postpone(operation.getId(), OperationLeases.LONGEST_PAUSE);

        assertEquals(OperationState.QUEUED, journal.find(operation.getId()).orElseThrow().getStatus());
        assertFalse(isClaimable(operation));
    }

    @Test
    void anOperationStaysWithTheNodeThatLives() throws Exception {
        Operation operation = parked(server);
        assertTrue(leases.claim(operation.getId(), "elsewhere"));

        assertFalse(leases.claim(operation.getId(), "another"));
        assertFalse(isClaimable(operation));
        assertTrue(leases.isAlive(operation.getId()));
    }

    @Test
    void aNodeThatHasLostAnOperationChangesNothingOfIt() throws Exception {
        Operation operation = parked(server);
        assertTrue(leases.claim(operation.getId(), "another"));

        assertThrows(OperationStep.Postponed.class, () -> journal.reached(operation.getId(), "late", 50));
        assertThrows(OperationStep.Postponed.class, () -> journal.succeed(operation.getId()));
        assertThrows(OperationStep.Postponed.class, () -> journal.fail(operation.getId(), ErrorCode.INTERNAL, "late"));
        journal.postpone(operation.getId(), Duration.ZERO);

        Operation untouched = journal.find(operation.getId()).orElseThrow();
        assertEquals(OperationState.RUNNING, untouched.getStatus());
        assertEquals("another", untouched.getNode());
        assertEquals(null, untouched.getStep());
    }

    @Test
    void whatANodeIsTakingTheOthersSkipRatherThanWaitForIt() throws Exception {
        Operation operation = parked(server);
        try (Connection taking = database.getConnection();
                PreparedStatement lock = taking.prepareStatement("select id from operation where id = ? for update")) {
            taking.setAutoCommit(false);
            lock.setString(1, operation.getId());
            lock.executeQuery();

            assertFalse(executor.submit(() -> leases.claim(operation.getId(), "another")).get(5, TimeUnit.SECONDS));

            taking.rollback();
        }
        assertTrue(leases.claim(operation.getId(), "another"));
    }

    @Test
    void anOperationOfANodeThatIsKnownToBeDeadIsTakenUpAtOnce() throws Exception {
        Operation operation = parked(server);
        assertTrue(leases.claim(operation.getId(), "dead"));

        assertEquals(1, leases.release("dead"));

        assertTrue(leases.claim(operation.getId(), "another"));
    }

    @Test
    void anOperationOfANodeThatFellSilentIsTakenUpAndEnded() throws Exception {
        Operation operation = parked(server);
        assertTrue(leases.claim(operation.getId(), "elsewhere"));

        age(operation, LeaseTerm.USUAL.plusSeconds(1));

        awaitEnd(operation);
    }

    @Test
    void anOperationOfANodeThatWasHeardOfBeforeTheClockWasSetBackIsTakenUpAndEnded() throws Exception {
        Operation operation = parked(server);
        assertTrue(leases.claim(operation.getId(), "elsewhere"));

        age(operation, Duration.ofHours(-1));

        awaitEnd(operation);
    }

    @Test
    void anOperationThatWasPutOffBeforeTheClockWasSetBackIsTakenUpAndEnded() throws Exception {
        Operation operation = parked(server);

        age(operation, Duration.ofHours(-1));

        awaitEnd(operation);
    }

    private void awaitEnd(Operation operation) throws InterruptedException {
        long begun = System.nanoTime();
        while (!journal.find(operation.getId()).orElseThrow().getStatus().isTerminal()) {
            assertTrue(System.nanoTime() - begun < TAKEN_UP.toNanos(), "It has not ended");
            Thread.sleep(200);
        }
        assertEquals(OperationState.SUCCEEDED, journal.find(operation.getId()).orElseThrow().getStatus());
    }

    @Test
    void anOperationOfAnotherNodeIsNeitherToldOfNorEndedNorGivenBackHere() throws Exception {
        String operation = parked(server).getId();
        assertTrue(leases.claim(operation, "elsewhere"));

        assertThrows(Postponed.class, () -> journal.reached(operation, "reclaim", 1));
        assertThrows(Postponed.class, () -> journal.succeed(operation));
        assertThrows(Postponed.class, () -> journal.fail(operation, ErrorCode.INTERNAL, "by the wrong node"));
        journal.postpone(operation, Duration.ZERO);

        Operation found = journal.find(operation).orElseThrow();
        assertEquals(OperationState.RUNNING, found.getStatus());
        assertEquals("elsewhere", found.getNode());
    }

    private boolean isClaimable(Operation operation) {
        return leases.claimable().stream().anyMatch(other -> other.getId().equals(operation.getId()));
    }

    /** As if its node had last been heard of so long ago. */
    private void age(Operation operation, Duration silence) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("update operation set heartbeat_at = ? where id = ?")) {
            update.setObject(1, LocalDateTime.now(ZoneOffset.UTC).minus(silence));
            update.setString(2, operation.getId());
            assertEquals(1, update.executeUpdate());
        }
    }

    @Test
    void ofManyThatWouldMergeAtOnceOnAHostTwoAreLetToAndTheNextWhenOneIsDone() throws Exception {
        List<String> waiting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiting.add(parked(adopt()).getId());
        }

        assertEquals(2, succeeded(8, attempt -> leases.claim(waiting.get(attempt), node.name())));

        List<String> running = waiting.stream().filter(this::isRunning).toList();
        assertEquals(2, running.size());
        journal.succeed(running.get(0));
        assertEquals(1, succeeded(8, attempt -> !isRunning(waiting.get(attempt)) && leases.claim(waiting.get(attempt), node.name())));
        assertTrue(leases.claim(begin(OperationKind.SERVER_START).getId(), node.name()), "users' work is not counted");
    }

    private boolean isRunning(String id) {
        return journal.find(id).orElseThrow().getStatus() == OperationState.RUNNING;
    }

    @Test
    void reclaimIsNotEvenBegunOnAServerOnWhichAUsersOperationWorks() throws Exception {
        String reclaim = parked(server).getId();
        Operation user = begin(OperationKind.SERVER_STOP);

        assertFalse(leases.claim(reclaim, "elsewhere"));

        journal.fail(user.getId(), ErrorCode.INTERNAL, "ended by the test");
        assertTrue(leases.claim(reclaim, "elsewhere"));
    }

    /** A reclaim whose turn comes later, so that the service's own sweep leaves it to the test. */
    private Operation parked(Server reclaimed) throws Exception {
        transaction.begin();
        Operation operation =
                journal.begin(OperationKind.LAYER_RECLAIM, reclaimed.target(null, null), ErrorCode.SERVER_BUSY);
        age(operation, OperationLeases.LONGEST_PAUSE.minusSeconds(1).negated());
        transaction.commit();
        return operation;
    }

    private Operation begin(OperationKind kind) {
        return journal.begin(kind, server.target(null, null), ErrorCode.SERVER_BUSY);
    }

    /** What one of several does at the same time as the others; a refusal counts as no success. */
    private interface Attempt {
        boolean make(int number);
    }

    private long succeeded(int attempts, Attempt attempt) throws Exception {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            int number = i;
            calls.add(() -> {
                try {
                    return attempt.make(number);
                } catch (RuntimeException e) {
                    return false;
                }
            });
        }
        long succeeded = 0;
        for (Future<Boolean> call : executor.invokeAll(calls)) {
            succeeded += call.get() ? 1 : 0;
        }
        return succeeded;
    }
}
