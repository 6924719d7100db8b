package org.stillframe.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
import org.stillframe.server.Adoption;
import org.stillframe.server.HostDirectory;
import org.stillframe.server.Server;
import org.stillframe.server.ServerDetails;
import org.stillframe.server.ServerService;

/** The journal's promises, inside Payara Micro: its transactions, its row locks and a real database are what keeps them. */
@ExtendWith(ArquillianExtension.class)
class OperationJournalIT {
    @Inject
    private OperationJournal journal;

    @Inject
    private AccountService accounts;

    @Inject
    private HostDirectory hosts;

    @Inject
    private ServerService servers;

    @Resource
    private ManagedExecutorService executor;

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
        Operation operation = begin(OperationKind.LAYER_RECLAIM);

        assertEquals(1, succeeded(16, attempt -> journal.claim(operation.getId(), "node-" + attempt)));
    }

    @Test
    void aPostponedOperationWaitsForItsTurn() {
        Operation operation = begin(OperationKind.LAYER_RECLAIM);
        assertTrue(journal.claim(operation.getId(), "elsewhere"));

        journal.postpone(operation.getId(), Duration.ofHours(1));

        assertEquals(OperationState.QUEUED, journal.find(operation.getId()).orElseThrow().getStatus());
        assertFalse(journal.claimable().stream().anyMatch(other -> other.getId().equals(operation.getId())));
    }

    @Test
    void ofManyThatWouldMergeAtOnceOnAHostTwoAreLetToAndTheNextWhenOneIsDone() throws Exception {
        List<String> waiting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiting.add(parked(adopt()));
        }

        assertEquals(2, succeeded(8, attempt -> journal.claim(waiting.get(attempt), "node-" + attempt)));

        List<String> running = waiting.stream().filter(this::isRunning).toList();
        assertEquals(2, running.size());
        journal.succeed(running.get(0));
        assertEquals(1, succeeded(8, attempt -> !isRunning(waiting.get(attempt)) && journal.claim(waiting.get(attempt), "late")));
        assertTrue(journal.claim(begin(OperationKind.SERVER_START).getId(), "node-1"), "users' work is not counted");
    }

    private boolean isRunning(String id) {
        return journal.find(id).orElseThrow().getStatus() == OperationState.RUNNING;
    }

    @Test
    void reclaimIsNotEvenBegunOnAServerOnWhichAUsersOperationWorks() throws Exception {
        String reclaim = parked(server);
        Operation user = begin(OperationKind.SERVER_STOP);

        assertFalse(journal.claim(reclaim, "elsewhere"));

        journal.fail(user.getId(), ErrorCode.INTERNAL, "ended by the test");
        assertTrue(journal.claim(reclaim, "elsewhere"));
    }

    /** A reclaim of a server whose turn comes much later, so that the service's own sweep leaves it alone. */
    private String parked(Server reclaimed) throws InterruptedException {
        String id = journal.begin(OperationKind.LAYER_RECLAIM, reclaimed.target(null, null), ErrorCode.SERVER_BUSY).getId();
        while (!journal.claim(id, "elsewhere")) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        journal.postpone(id, Duration.ofHours(1));
        return id;
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
