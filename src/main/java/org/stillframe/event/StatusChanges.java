package org.stillframe.event;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes down what changes its status, in the transaction in which it does: neither is ever there without the other. Whoever
 * locks a row in order to change it says so here; what became of it is looked at when the outermost call of the transaction returns.
 * Where nothing has changed, the database is not asked.
 */
@ApplicationScoped
public class StatusChanges {
    private static final String INSERT = "insert into event (account_id, kind, item, noted_at) values ";
    private static final int COLUMNS = 4;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transactions;

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Clock clock;

    private final AtomicBoolean unpublished = new AtomicBoolean();

    /** If its status is another at the end of the transaction than now, that is told. @return the same; null stays null */
    public <T extends Followed> T follow(T thing) {
        if (thing != null && thing.isShown()) {
            ofTransaction().follow(thing);
        }
        return thing;
    }

    /** It is new, and told as it is at the end of the transaction. */
    public void begun(Followed thing) {
        if (thing.isShown()) {
            ofTransaction().begun(thing);
        }
    }

    /** Nobody is shown it any more. */
    public void gone(Followed thing) {
        if (thing.isShown()) {
            ofTransaction().gone(thing);
        }
    }

    private TransactionChanges ofTransaction() {
        if (transactions.getResource(StatusChanges.class) instanceof TransactionChanges known) {
            return known;
        }
        TransactionChanges changes = new TransactionChanges();
        transactions.putResource(StatusChanges.class, changes);
        return changes;
    }

    /**
     * Does the work, and writes down what has changed if it is the outermost in its transaction ({@link ChangesTold}): the
     * entities' connection is still theirs then, while a synchronization of the transaction would be given a second one.
     */
    Object tellingChanges(Callable<Object> work) throws Exception {
        if (transactions.getTransactionStatus() != Status.STATUS_ACTIVE) {
            return work.call();
        }
        TransactionChanges changes = ofTransaction();
        changes.enter();
        Object result;
        try {
            result = work.call();
        } finally {
            changes.leave();
        }
        if (changes.isLeft() && transactions.getTransactionStatus() == Status.STATUS_ACTIVE) {
            write(changes.take());
        }
        return result;
    }

    /** One statement for all of them. */
    private void write(List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < changes.size(); i++) {
            int first = i * COLUMNS;
            rows.append(i == 0 ? "" : ", ").append("(?").append(first + 1).append(", ?").append(first + 2);
            rows.append(", ?").append(first + 3).append(", ?").append(first + 4).append(")");
        }
        Query insert = entityManager.createNativeQuery(INSERT + rows);
        LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        int parameter = 1;
        for (Change change : changes) {
            insert.setParameter(parameter++, change.accountId());
            insert.setParameter(parameter++, change.kind().name());
            insert.setParameter(parameter++, change.item().toString());
            insert.setParameter(parameter++, now);
        }
        insert.executeUpdate();
        transactions.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                ended(status);
            }
        });
    }

    private void ended(int status) {
        if (status == Status.STATUS_COMMITTED) {
            unpublished.set(true);
        }
    }

    /** Whether this node has written something since this was last asked. */
    boolean takeUnpublished() {
        return unpublished.getAndSet(false);
    }
}
