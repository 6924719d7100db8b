package org.stillframe.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.stillframe.recurring.RecurringTask;

/** Forgets failed logins of long ago. */
@ApplicationScoped
public class LoginForgetting implements RecurringTask {
    private static final Duration PAUSE = Duration.ofMinutes(10);

    @Inject
    private LoginThrottle throttle;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        throttle.forgetOld();
    }
}
