package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.libvirt.Connect;

/** How the links to a host are shared out. */
class LibvirtConnectionIT extends LibvirtGuests {
    private static final int THREADS = 8;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(8);

    /** The fault campaign found a service that had ended by itself: in the middle of a call, its link was used by others too. */
    @Test
    void callsThatComeTogetherEachHaveALinkOfTheirOwn() {
        LibvirtConnections connections = new LibvirtConnections(Thread::new);
        try {
            LibvirtConnection connection = connections.of(fixture.host());
            List<Connect> links = connection.call("one", one -> connection.call("another", another -> List.of(one, another)));
            Connect later = connection.call("later", link -> link);

            assertThat(links.get(0)).isNotSameAs(links.get(1));
            assertThat(links).as("links that were opened before").contains(later);
        } finally {
            connections.close();
        }
    }

    @Test
    void manyThreadsAtOnceDoNotEndTheProcess() throws ExecutionException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            long until = System.nanoTime() + LONG_ENOUGH.toNanos();
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                calls.add(threads.submit(() -> {
                    while (System.nanoTime() < until) {
                        assertThat(hypervisor.describe(fixture.host()).version()).isNotEmpty();
                    }
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
