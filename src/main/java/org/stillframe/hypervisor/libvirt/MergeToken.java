package org.stillframe.hypervisor.libvirt;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/** Links a merge with the thread that wants it to end. */
final class MergeToken {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);

    void cancel() {
        cancelled.countDown();
    }

    boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    /** Lets that time pass, but for the rest of it once the merge is told to end: somebody waits for that. */
    void pause(long millis) {
        await(cancelled, millis);
    }

    void requireLive() {
        if (isCancelled()) {
            throw new HypervisorException(Kind.INTERRUPTED, "The merge was told to end");
        }
    }

    void end() {
        ended.countDown();
    }

    /** Waits for the merge's end. Returns whether it came within that time. */
    boolean endsWithin(long millis) {
        return await(ended, millis);
    }

    private static boolean await(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Kind.INTERRUPTED, "Interrupted while waiting for a merge to end", e);
        }
    }
}
