package org.stillframe.operation;

import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads of the container in a pool of our own (docs/adr/0013). One that has had nothing to do for a while ends. Nothing waits
 * for what has not been begun when the pool is closed; what has been goes on.
 */
final class WorkerPool {
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    /** @param most as many tasks are done at once; others wait for their turn */
    WorkerPool(ManagedThreadFactory factory, int most) {
        threads = new ThreadPoolExecutor(most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        threads.allowCoreThreadTimeOut(true);
    }

    void execute(Runnable task) {
        threads.execute(task);
    }

    void close() {
        threads.shutdown();
        threads.getQueue().clear();
    }
}
