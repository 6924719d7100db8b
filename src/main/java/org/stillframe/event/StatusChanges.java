package org.stillframe.event;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * Writes down what changes its status, in the transaction in which it does: neither is ever there without the other. Whoever
 * locks a row in order to change it says so here; what became of it is looked at when the transaction is about to commit. Where
 * nothing has changed, the database is not asked.
 */
@ApplicationScoped
public class StatusChanges {
    private static final String INSERT = "insert into event (account_id, kind, item, noted_at) values (?, ?, ?, ?)";
    private static final String ONE_MORE = ", (?, ?, ?, ?)";

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transactions;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

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
        TransactionChanges changes = new TransactionChanges(this::write, this::ended);
        transactions.putResource(StatusChanges.class, changes);
        // Interposed ones come last: nothing changes after what they see.
        transactions.registerInterposedSynchronization(changes);
        return changes;
    }

    /** One statement, over the transaction's own connection. */
    private void write(List<Change> changes) {
        if (transactions.getRollbackOnly()) {
            return;
        }
        LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement(INSERT + ONE_MORE.repeat(changes.size() - 1))) {
            int parameter = 1;
            for (Change change : changes) {
                insert.setLong(parameter++, change.accountId());
                insert.setString(parameter++, change.kind().name());
                insert.setString(parameter++, change.item().toString());
                insert.setObject(parameter++, now);
            }
            insert.executeUpdate();
        } catch (SQLException e) {
            transactions.setRollbackOnly();
            throw new IllegalStateException("A change of status could not be written down", e);
        }
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
