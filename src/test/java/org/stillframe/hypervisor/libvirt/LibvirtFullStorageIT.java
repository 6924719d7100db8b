package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;

/** A storage that others fill while a running server's layers are merged. Only root can mount one of a size of its own. */
class LibvirtFullStorageIT {
    private static final TestHost HOST = new TestHost(Path.of("target", "libvirt-full"));
    private static final Path SMALL = Path.of("target", "libvirt-full", "small").toAbsolutePath();
    /** More than QEMU copies before its throttle first bites, which is 16 MiB. */
    private static final int LAYER_MIB = 24;
    /** The layer twice, and once more what a QEMU that ended itself had copied: it never wrote down where, so nothing refers to it. */
    private static final int STORAGE_MIB = 4 * LAYER_MIB;
    private static final int THROTTLED_PERCENT = 60;
    private static final long KEPT = 8 * LibvirtGuests.MIB;
    private static final int LOOKS_SECONDS = 3;
    private static final int PAUSES = 5;
    private static LibvirtHypervisor hypervisor;

    private DomainRef domain;

    @BeforeAll
    static void startHost() throws IOException {
        TestHost.requirePrograms();
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a file system");
        Files.createDirectories(SMALL);
        TestHost.run("mount", "-t", "tmpfs", "-o", "size=" + STORAGE_MIB + "m", "tmpfs", SMALL.toString());
        HOST.start();
        hypervisor = new LibvirtHypervisor(Thread::new);
    }

    @AfterAll
    static void stopHost() {
        if (hypervisor != null) {
            hypervisor.close();
            HOST.stop();
            TestHost.run("umount", SMALL.toString());
        }
    }

    /**
     * A guest that finds no room is paused, as by an operator's suspend. QEMU 7.2 ends itself if a merge fails for want of room in
     * that instant, which is nearly certain here: the merge is throttled, and the pause is what wakes it up.
     */
    @Test
    void aMergeEndsBeforeTheStorageIsFullSoThatQemuOutlivesThePauseOfItsGuest() throws Exception {
        try (LibvirtFixture fixture = new LibvirtFixture(HOST, hypervisor)) {
            Merge merge = prepare(fixture, KEPT);
            CompletableFuture<Void> running = beginThrottled(merge);

            fillUpTo(KEPT / 2);
            waitForTheEndOf(running);
            fillUpTo(0);
            for (int i = 0; i < PAUSES && state() != PowerState.STOPPED; i++) {
                HOST.virsh("suspend", fixture.name(domain));
                HOST.virsh("resume", fixture.name(domain));
            }

            assertThat(state()).isNotEqualTo(PowerState.STOPPED);
            assertThat(LibvirtGuests.failure(running)).isEqualTo(Kind.NO_SPACE);
            assertCanBeRepeated(merge);
        }
    }

    /** The same without the watch. Whether QEMU ends itself is a matter of moments; whatever it does has to be told. */
    @Test
    void aQemuThatEndsItselfOnAFullStorageIsToldAsACrashAndNothingIsLost() throws Exception {
        try (LibvirtFixture fixture = new LibvirtFixture(HOST, hypervisor)) {
            Merge merge = prepare(fixture, 0);
            CompletableFuture<Void> running = beginThrottled(merge);

            fillUpTo(0);
            CompletableFuture<Void> pausing = CompletableFuture.runAsync(() -> HOST.virsh("suspend", fixture.name(domain)));
            pausing.handle((done, failure) -> done).get(LOOKS_SECONDS, TimeUnit.SECONDS);

            Kind told = LibvirtGuests.failure(running);
            assertThat(told).isEqualTo(state() == PowerState.STOPPED ? Kind.CRASHED : Kind.NO_SPACE);
            assertCanBeRepeated(merge);
        }
    }

    private Merge prepare(LibvirtFixture fixture, long kept) {
        Path disk = SMALL.resolve("disk.qcow2");
        domain = fixture.define(1, xml -> {
            String path = Xml.attribute(Xml.at(LibvirtFixture.disk(xml, "vda"), "source"), "file");
            TestHost.run("mv", path, disk.toString());
            Xml.at(LibvirtFixture.disk(xml, "vda"), "source").setAttribute("file", disk.toString());
        });
        Overlay top = new Overlay("vda", SMALL.resolve("top.qcow2").toString(), disk.toString());
        hypervisor.cut(domain, List.of(top), false);
        fixture.fill(domain, "vda", LAYER_MIB);
        hypervisor.start(domain);
        return new Merge("vda", disk.toString(), top.path(), null, LibvirtGuests.MIB, kept);
    }

    private CompletableFuture<Void> beginThrottled(Merge merge) {
        AtomicInteger percent = new AtomicInteger();
        CompletableFuture<Void> running = CompletableFuture.runAsync(() -> hypervisor.merge(domain, merge, percent::set));
        await().until(() -> percent.get() >= THROTTLED_PERCENT || running.isDone());
        assertThat(running).isNotDone();
        return running;
    }

    private PowerState state() {
        return hypervisor.inspect(domain).state();
    }

    private void assertCanBeRepeated(Merge merge) throws IOException {
        assertThat(LibvirtGuests.chain(hypervisor, domain, "vda")).containsExactly(merge.top(), merge.base());
        Files.delete(SMALL.resolve("ballast"));
        hypervisor.merge(domain, new Merge("vda", merge.base(), merge.top(), null, 0, KEPT), percent -> {});
        assertThat(LibvirtGuests.chain(hypervisor, domain, "vda")).containsExactly(merge.base());
    }

    @AfterEach
    void clear() throws IOException {
        try (Stream<Path> files = Files.list(SMALL)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /** As somebody else would who knows nothing of us. */
    private static void fillUpTo(long left) throws IOException {
        try (OutputStream ballast = Files.newOutputStream(
                SMALL.resolve("ballast"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] page = new byte[4096];
            while (SMALL.toFile().getUsableSpace() > left) {
                ballast.write(page);
            }
        } catch (IOException e) {
            assertThat(left).as(e.toString()).isZero();
        }
    }

    private static void waitForTheEndOf(CompletableFuture<Void> running) throws Exception {
        try {
            running.handle((done, failure) -> done).get(LOOKS_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // What comes of that is to be seen.
        }
    }
}
