package org.stillframe.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.stillframe.account.KeySeal;
import org.stillframe.recurring.RecurringTask;

/** Seals events a moment after they were written. */
@ApplicationScoped
public class AuditSealing implements RecurringTask {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Inject
    private AuditChains chains;

    @Inject
    private KeySeal seal;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    /** Looks before it locks, so that a service with nothing to do writes nothing. */
    @Override
    public void run() {
        if (seal.isReady() && chains.unsealed() > 0) {
            while (chains.sealNext()) {
                // The next transaction goes on.
            }
        }
    }
}
