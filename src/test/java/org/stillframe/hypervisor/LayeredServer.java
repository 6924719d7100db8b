package org.stillframe.hypervisor;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.layer.LayeredHost;

/** A server behind the port. A subclass per adapter plays its guest, and reads its files. */
public abstract class LayeredServer implements LayeredHost {
    /** Every slot ends within another cluster. */
    protected static final int SLOT_BYTES = 48 * 1024;
    /** An odd size: no whole number of clusters. */
    protected static final int DISK_BYTES = SLOTS * SLOT_BYTES + 4096;
    /** Slow enough that a merge can be ended midway. */
    protected static final long SLOW = 512 * 1024;

    private static final Duration LONGEST = Duration.ofSeconds(60);

    protected final Hypervisor hypervisor;
    protected DomainRef domain;
    private int made;

    protected LayeredServer(Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** Where its files lie. */
    protected abstract Path directory();

    @Override
    public List<String> chain(String target) {
        return hypervisor.inspect(domain).disk(target).orElseThrow().chain().stream()
                .map(VolumeInfo::path)
                .toList();
    }

    @Override
    public Map<String, String> heads() {
        return hypervisor.inspect(domain).disks().stream()
                .collect(Collectors.toMap(DiskInfo::target, disk -> disk.head().path()));
    }

    @Override
    public String newPath(String target) {
        made++;
        return directory().resolve(target + "-" + made + ".qcow2").toString();
    }

    @Override
    public void cut(List<Overlay> overlays) {
        hypervisor.cut(domain, overlays, false);
    }

    @Override
    public void switchHeads(List<Overlay> overlays) {
        hypervisor.switchHeads(domain, overlays);
    }

    @Override
    public boolean isRunning() {
        return hypervisor.powerStates(domain.host()).get(domain.uuid()) == PowerState.RUNNING;
    }

    @Override
    public void start() {
        hypervisor.start(domain);
    }

    @Override
    public void stop() {
        hypervisor.stop(domain, Duration.ZERO);
    }

    @Override
    public void merge(Merge merge) {
        hypervisor.merge(domain, merge, percent -> {});
    }

    @Override
    public void interrupt(Merge merge, int percent) {
        AtomicInteger reached = new AtomicInteger(-1);
        CompletableFuture<Void> running =
                CompletableFuture.runAsync(() -> hypervisor.merge(domain, slow(merge), reached::set));
        await().pollInterval(Duration.ofMillis(5)).atMost(LONGEST).until(() -> reached.get() >= percent || running.isDone());
        hypervisor.abortMerge(domain);
        try {
            running.join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof HypervisorException failure) || failure.kind() != Kind.INTERRUPTED) {
                throw e;
            }
        }
    }

    protected static Merge slow(Merge merge) {
        return new Merge(merge.target(), merge.base(), merge.top(), merge.child(), SLOW);
    }

    @Override
    public void leave(Merge merge, int percent) {
        interrupt(merge, percent);
    }

    @Override
    public void abort() {
        hypervisor.abortMerge(domain);
    }

    @Override
    public boolean isMerged(Merge merge) {
        return hypervisor.settleMerge(domain, merge);
    }

    @Override
    public void delete(String path) {
        hypervisor.deleteVolume(domain.host(), path);
    }

    /** What a disk with that content reads as. */
    protected static byte[] image(byte[] content) {
        byte[] image = new byte[DISK_BYTES];
        for (int slot = 0; slot < content.length; slot++) {
            Arrays.fill(image, slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES, content[slot]);
        }
        return image;
    }

    @Override
    public String digest(byte[] content) {
        return Digest.of(image(content));
    }
}
