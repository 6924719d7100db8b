package org.stillframe.hypervisor.simulated;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/**
 * Copies the upper file's clusters into the lower one, then hands over whatever stands on the upper. Until then the upper
 * hides what was copied, so that it can end anywhere and be repeated.
 */
final class SimulatedMerge {
    private static final long LONGEST_SLEEP_NANOS = 20_000_000;
    private static final long LOOK_NANOS = 200_000_000;

    private final CallInProgress call;
    private final SimulatedHost host;
    private final UUID uuid;
    private final Merge merge;
    private final IntConsumer progress;
    private final Path base;
    private final Path top;
    private final Path child;
    private int told = -1;
    private long nextLook = System.nanoTime();

    SimulatedMerge(CallInProgress call, UUID uuid, Merge merge, IntConsumer progress) {
        this.call = call;
        this.host = call.host();
        this.uuid = uuid;
        this.merge = merge;
        this.progress = progress;
        this.base = host.volumePath(merge.base());
        this.top = host.volumePath(merge.top());
        this.child = merge.child() == null ? null : host.volumePath(merge.child());
    }

    void run() throws IOException {
        MergeJob job;
        try (DomainLock held = host.lock(uuid)) {
            if (isDone()) {
                return;
            }
            requireUnused();
            job = MergeJob.begin(host.jobs(), uuid, top);
            if (job == null) {
                throw new HypervisorException(Kind.WRONG_STATE, "Layers of " + uuid + " are being merged already");
            }
        }
        try (job) {
            copy(job);
            handOver(job);
        }
        tell(100);
    }

    /** Also finishes the bookkeeping of a merge that was killed just after the hand-over. */
    boolean isDone() throws IOException {
        SimulatedDomain.Disk disk = disk();
        volume(base);
        SimulatedVolume upper = SimulatedVolume.open(top);
        if (upper == null || upper.merged()) {
            return true;
        }
        boolean handedOver = child == null ? disk.head().equals(base) : base.equals(volume(child).backing());
        if (!handedOver || isInUse(top)) {
            return false;
        }
        upper.mergedAway();
        return true;
    }

    private boolean isInUse(Path path) throws IOException {
        return !host.children(path).isEmpty() || host.isHead(path);
    }

    /** QEMU's image locks and the callers' rules, checked. */
    private void requireUnused() throws IOException {
        require(base.equals(volume(top).backing()), top + " does not stand on " + base);
        require(host.children(base).equals(List.of(top)), "Not only " + top + " stands on " + base);
        require(host.children(top).equals(child == null ? List.of() : List.of(child)), "Something else stands on " + top);
        for (SimulatedDomain domain : host.allDomains()) {
            require(!domain.isHead(base), base + " is written to by " + domain.name());
            boolean own = domain.uuid().equals(uuid) && child == null;
            require(own || !domain.isHead(top), top + " is written to by " + domain.name());
        }
    }

    private void copy(MergeJob job) throws IOException {
        requireRoom();
        tell(0);
        SimulatedVolume upper = volume(top);
        SimulatedVolume lower = volume(base);
        int[] clusters = upper.allocated().stream().toArray();
        for (int i = 0; i < clusters.length; i++) {
            if (i == clusters.length / 2) {
                call.reach(Point.MIDWAY);
            }
            throttle(job);
            requireRoom();
            lower.write(clusters[i], upper.read(clusters[i]));
            tell((int) ((i + 1L) * 100 / clusters.length));
        }
        if (clusters.length == 0) {
            call.reach(Point.MIDWAY);
        }
    }

    private void handOver(MergeJob job) throws IOException {
        try (DomainLock held = host.lock(uuid)) {
            requireGoesOn(job);
            requireUnused();
            SimulatedVolume upper = volume(top);
            copyWhatChanged(upper, volume(base));
            if (child != null) {
                volume(child).withBacking(base);
            } else if (disk().head().equals(top)) {
                host.save(host.domain(uuid).withHead(merge.target(), base));
            }
            upper.mergedAway();
        }
    }

    /** If the upper file is a head, its guest may have written during the copy. */
    private void copyWhatChanged(SimulatedVolume upper, SimulatedVolume lower) throws IOException {
        BitSet copied = lower.allocated();
        for (int cluster : upper.allocated().stream().toArray()) {
            byte[] content = upper.read(cluster);
            if (!copied.get(cluster) || !Arrays.equals(content, lower.read(cluster))) {
                lower.write(cluster, content);
            }
        }
    }

    private void throttle(MergeJob job) throws IOException {
        requireGoesOn(job);
        long begun = System.nanoTime();
        while (true) {
            long rate = call.current().slower(merge.bytesPerSecond());
            long due = rate == 0 ? 0 : SimulatedVolume.CLUSTER * 1_000_000_000L / rate;
            long left = begun + due - System.nanoTime();
            if (left <= 0) {
                return;
            }
            CallInProgress.sleepNanos(Math.min(left, LONGEST_SLEEP_NANOS));
            requireGoesOn(job);
        }
    }

    private void requireRoom() throws IOException {
        if (merge.roomKept() == 0 || System.nanoTime() < nextLook) {
            return;
        }
        long free = call.room().freeBytes();
        nextLook = System.nanoTime() + LOOK_NANOS;
        if (free < merge.roomKept()) {
            throw new HypervisorException(Kind.NO_SPACE, "The storage has " + free + " bytes free, less than is kept");
        }
    }

    private void requireGoesOn(MergeJob job) throws IOException {
        call.requireReachable();
        if (job.isAborted()) {
            throw new HypervisorException(Kind.INTERRUPTED, "The merge of " + top + " was aborted");
        }
    }

    private void tell(int percent) {
        if (percent > told) {
            told = percent;
            progress.accept(percent);
        }
    }

    private SimulatedDomain.Disk disk() throws IOException {
        return host.domain(uuid)
                .disk(merge.target())
                .orElseThrow(() -> new HypervisorException(
                        Kind.NOT_LAYERABLE, "No disk " + merge.target() + " in " + uuid));
    }

    private static SimulatedVolume volume(Path path) throws IOException {
        SimulatedVolume volume = SimulatedVolume.open(path);
        require(volume != null && !volume.merged(), "No file " + path);
        return volume;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new HypervisorException(Kind.FAILED, otherwise);
        }
    }
}
