package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/**
 * The daemon dies again and again while it is being asked. A hundred such deaths had shown that a link whose daemon died while it
 * was being opened was never closed.
 */
class LibvirtRestartIT extends LibvirtGuests {
    /** {@code -Dstillframe.restarts=100} is what docs/reliability.md tells of. */
    private static final int RESTARTS = Integer.getInteger("stillframe.restarts", 10);

    private static final int FIRST = 3;
    private static final int ASKING = 3;
    private static final Duration PROMISED = Duration.ofSeconds(10);
    /** Links that are kept for the next call, and threads of libvirt's that come and go. */
    private static final long LEEWAY = 10;

    @Test
    void theLinkHealsByItselfAndNothingLeaks() throws IOException {
        DomainRef domain = fixture.newServer(1);
        AtomicBoolean ended = new AtomicBoolean();
        Set<Kind> failures = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<Void>> asking = new ArrayList<>();
        for (int i = 0; i < ASKING; i++) {
            asking.add(CompletableFuture.runAsync(() -> ask(domain, ended, failures)));
        }
        long threads = 0;
        long handles = 0;
        try {
            for (int i = 0; i < RESTARTS; i++) {
                HOST.killDaemon();
                HOST.start();
                await().atMost(PROMISED).ignoreExceptions().until(() -> !hypervisor.powerStates(fixture.host()).isEmpty());
                if (i == FIRST) {
                    threads = count("task");
                    handles = count("fd");
                }
            }
        } finally {
            ended.set(true);
        }
        asking.forEach(CompletableFuture::join);
        assertThat(failures).as("how calls in flight failed").isSubsetOf(Kind.UNAVAILABLE);
        assertThat(count("task")).as("threads").isLessThanOrEqualTo(threads + LEEWAY);
        assertThat(count("fd")).as("handles").isLessThanOrEqualTo(handles + LEEWAY);
    }

    private void ask(DomainRef domain, AtomicBoolean ended, Set<Kind> failures) {
        while (!ended.get()) {
            try {
                hypervisor.inspect(domain);
            } catch (HypervisorException e) {
                failures.add(e.kind());
            }
        }
    }

    private static long count(String kind) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self", kind))) {
            return all.count();
        }
    }
}
