package org.stillframe.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stillframe.recurring.RecurringTask;

/** Removes events that are older than the operator wants to keep them; by default none ever is. */
@ApplicationScoped
public class AuditExpiry implements RecurringTask {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    @Inject
    private AuditChains chains;

    @Inject
    private Clock clock;

    @Inject
    @ConfigProperty(name = "stillframe.audit.retention", defaultValue = "PT0S")
    private String retention;

    @Override
    public Duration pause() {
        retention();
        return PAUSE;
    }

    @Override
    public void run() {
        if (!retention().isZero()) {
            chains.prune(clock.instant().minus(retention()));
        }
    }

    private Duration retention() {
        Duration kept = Duration.parse(retention);
        if (kept.isNegative()) {
            throw new IllegalStateException("stillframe.audit.retention must not be negative, but is " + retention);
        }
        return kept;
    }
}
