package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.stillframe.Build;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.VolumeInfo;

/** What the tests of the adapter's own behaviour share: a real host, guests, and steps with them. */
abstract class LibvirtGuests {
    static final TestHost HOST = new TestHost(Build.directory("libvirt-it"));
    static final long MIB = 1024 * 1024;
    static LibvirtHypervisor hypervisor;

    LibvirtFixture fixture;

    @BeforeAll
    static void startHost() {
        TestHost.requirePrograms();
        HOST.start();
        hypervisor = new LibvirtHypervisor(Thread::new);
    }

    @AfterAll
    static void stopHost() {
        if (hypervisor != null) {
            hypervisor.close();
            HOST.stop();
        }
    }

    @BeforeEach
    void open() {
        fixture = new LibvirtFixture(HOST, hypervisor);
    }

    @AfterEach
    void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    static List<String> chain(DomainRef domain, String target) {
        return chain(hypervisor, domain, target);
    }

    static List<String> chain(Hypervisor hypervisor, DomainRef domain, String target) {
        return hypervisor.inspect(domain).disk(target).orElseThrow().chain().stream()
                .map(VolumeInfo::path)
                .toList();
    }

    static String head(DomainRef domain, String target) {
        return chain(domain, target).get(0);
    }

    /** An overlay for the disk's present head. */
    Overlay overlay(DomainRef domain, String target, String name) {
        String head = head(domain, target);
        return new Overlay(target, fixture.siblingPath(head, name), head);
    }

    String cut(DomainRef domain, String name) {
        Overlay overlay = overlay(domain, "vda", name);
        hypervisor.cut(domain, List.of(overlay), false);
        return overlay.path();
    }

    /** Starts the merge elsewhere and waits until it is under way. */
    static CompletableFuture<Void> startMerge(DomainRef domain, Merge merge) {
        AtomicInteger told = new AtomicInteger();
        CompletableFuture<Void> running =
                CompletableFuture.runAsync(() -> hypervisor.merge(domain, merge, percent -> told.incrementAndGet()));
        await().atMost(Duration.ofSeconds(20)).until(() -> told.get() > 1 || running.isDone());
        assertThat(running).isNotDone();
        return running;
    }

    static Kind failure(CompletableFuture<Void> running) {
        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> running.get(30, TimeUnit.SECONDS));
        assertThat(failure).as("failure").isNotNull();
        assertThat(failure.getCause()).isInstanceOf(HypervisorException.class);
        return ((HypervisorException) failure.getCause()).kind();
    }

    static HypervisorException assertFails(Kind kind, ThrowingCallable call) {
        HypervisorException failure = catchThrowableOfType(HypervisorException.class, call);
        assertThat(failure).as("failure").isNotNull();
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(kind);
        return failure;
    }
}
