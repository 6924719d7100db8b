package org.stillframe.hypervisor.libvirt;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/** Links a merge with the thread that wants it to end. */
final class MergeToken {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean cancelled;

    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    void requireLive() {
        if (cancelled) {
            throw new HypervisorException(Kind.INTERRUPTED, "The merge was told to end");
        }
    }

    void end() {
        ended.countDown();
    }

    /** Waits for the merge's end. Returns whether it came within that time. */
    boolean endsWithin(long millis) {
        try {
            return ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Kind.INTERRUPTED, "Interrupted while waiting for a merge to end", e);
        }
    }
}
