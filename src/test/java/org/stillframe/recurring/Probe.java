package org.stillframe.recurring;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A task that counts how often it was begun. */
abstract class Probe implements RecurringTask {
    private final AtomicInteger begun = new AtomicInteger();

    @Override
    public Duration pause() {
        return Duration.ofMillis(50);
    }

    @Override
    public void run() {
        begun.incrementAndGet();
        work();
    }

    abstract void work();

    int begun() {
        return begun.get();
    }

    /** Nothing keeps it. */
    @ApplicationScoped
    static class Quick extends Probe {
        @Override
        void work() {}
    }

    @ApplicationScoped
    static class Failing extends Probe {
        @Override
        void work() {
            throw new IllegalStateException("It fails each time");
        }
    }

    /** Fails as a library that is not there does. */
    @ApplicationScoped
    static class Broken extends Probe {
        @Override
        void work() {
            throw new NoClassDefFoundError("It fails each time");
        }
    }

    /** Never ends, as one that waits for a host that stalls. */
    @ApplicationScoped
    static class Stalled extends Probe {
        @Override
        void work() {
            try {
                Thread.sleep(Duration.ofMinutes(10).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
