package org.stillframe.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Several tasks at a time. */
final class Together {
    private Together() {}

    /** Does all of them, and answers how many milliseconds that took. */
    static double run(int atOnce, List<Runnable> tasks) {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            return Stopwatch.time(() -> tasks.stream()
                    .map(task -> CompletableFuture.runAsync(task, threads))
                    .toList()
                    .forEach(CompletableFuture::join));
        } finally {
            threads.shutdown();
        }
    }
}
