package org.stillframe.snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.stillframe.recurring.RecurringTask;

/** Keeps the changes of {@link SnapshotTotals} few, as they are added up anew for each page. */
@ApplicationScoped
public class TotalsAddition implements RecurringTask {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Inject
    private SnapshotTotals totals;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        for (long account : totals.changed()) {
            while (totals.addUp(account)) {
                // The next transaction goes on.
            }
        }
    }
}
