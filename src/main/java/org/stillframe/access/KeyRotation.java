package org.stillframe.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stillframe.account.SigningKeys;
import org.stillframe.recurring.RecurringTask;

/** Makes a new signing key when the newest is too old, and retires those that nothing is signed with any more. */
@ApplicationScoped
public class KeyRotation implements RecurringTask {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    @Inject
    private KeyAdministration administration;

    @Inject
    private SigningKeys keys;

    @Inject
    @ConfigProperty(name = "stillframe.keys.rotation", defaultValue = "P90D")
    private String rotation;

    @Override
    public Duration pause() {
        age();
        return PAUSE;
    }

    @Override
    public void run() {
        // Also tells early of a node that cannot sign, as its data directory lacks the secret.
        keys.newest();
        if (!age().isZero()) {
            administration.makeIfOlder(age());
        }
        administration.retireUnused();
    }

    /** How old a key gets that signs; zero for any age. */
    private Duration age() {
        Duration age = Duration.parse(rotation);
        if (age.isNegative()) {
            throw new IllegalStateException("stillframe.keys.rotation must not be negative, but is " + rotation);
        }
        return age;
    }
}
