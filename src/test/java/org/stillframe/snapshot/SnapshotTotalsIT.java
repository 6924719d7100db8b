package org.stillframe.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.io.File;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.stillframe.account.Caller;
import org.stillframe.account.Scope;

/** The number that a page tells is right at every moment, and nobody waits for anybody because of it. */
@ExtendWith(ArquillianExtension.class)
class SnapshotTotalsIT {
    private static final int WRITERS = 4;
    private static final int EACH = 150;
    private static final int PATIENCE_SECONDS = 60;

    @Inject
    private AccountService accounts;

    @Inject
    private SnapshotTotals totals;

    @Inject
    private UserTransaction transaction;

    @Resource
    private ManagedExecutorService executor;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    private Account account;
    private Caller owner;

    @Deployment
    static WebArchive service() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("stillframe.war")))
                .addClass(SnapshotTotalsIT.class);
    }

    @BeforeEach
    void makeAnAccount() {
        account = accounts.create(UUID.randomUUID() + "@example.com", "Owner", null, false);
        owner = new Caller(account.getId(), account.getEmail(), 1, "test", Set.of(Scope.SNAPSHOTS_READ));
    }

    @Test
    void whoeverMakesSnapshotsWaitsForNobody() throws Exception {
        CountDownLatch bothHaveAdded = new CountDownLatch(2);
        Callable<Boolean> adding = () -> inTransaction(() -> {
            totals.add(account.getId(), 1);
            bothHaveAdded.countDown();
            return bothHaveAdded.await(PATIENCE_SECONDS / 2, TimeUnit.SECONDS);
        });

        for (Future<Boolean> added : List.of(executor.submit(adding), executor.submit(adding))) {
            assertTrue(added.get(PATIENCE_SECONDS, TimeUnit.SECONDS), "One transaction had to wait until the other has ended");
        }
        assertEquals(2, totals.of(owner));
    }

    @Test
    void whatIsWrittenIsAddedOnceHoweverManyAdd() throws Exception {
        AtomicInteger atWork = new AtomicInteger(WRITERS);
        List<Future<Boolean>> all = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            all.add(executor.submit(() -> {
                for (int i = 0; i < EACH; i++) {
                    inTransaction(() -> {
                        totals.add(account.getId(), 1);
                        return true;
                    });
                }
                return atWork.decrementAndGet() >= 0;
            }));
        }
        for (int adder = 0; adder < 2; adder++) {
            all.add(executor.submit(() -> {
                while (atWork.get() > 0) {
                    addUp();
                }
                return true;
            }));
        }
        all.add(executor.submit(() -> {
            long before = 0;
            while (atWork.get() > 0) {
                long now = totals.of(owner);
                assertTrue(now >= before, now + " after " + before);
                before = now;
            }
            return true;
        }));

        for (Future<Boolean> done : all) {
            assertTrue(done.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
        assertEquals(WRITERS * EACH, totals.of(owner));
        awaitAddition();
        assertEquals(WRITERS * EACH, totals.of(owner));
    }

    /** As the background does, on another node as well. */
    private void addUp() {
        try {
            totals.addUp(account.getId());
        } catch (RuntimeException e) {
            // Another was quicker.
        }
    }

    /** Until the account's row tells it all. */
    private void awaitAddition() throws SQLException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (written() != WRITERS * EACH) {
            assertTrue(System.nanoTime() < end, () -> "Not added up");
            Thread.sleep(100);
        }
    }

    private long written() throws SQLException {
        try (Connection connection = database.getConnection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("select snapshots from account where id = " + account.getId())) {
            row.next();
            return row.getLong(1);
        }
    }

    private boolean inTransaction(Callable<Boolean> work) throws Exception {
        transaction.begin();
        try {
            return work.call();
        } finally {
            transaction.commit();
        }
    }
}
