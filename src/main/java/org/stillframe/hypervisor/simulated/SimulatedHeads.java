package org.stillframe.hypervisor.simulated;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** Puts new heads on a domain's disks. The domain's lock is held throughout. */
final class SimulatedHeads {
    private final CallInProgress call;
    private final SimulatedHost host;
    private final UUID uuid;

    SimulatedHeads(CallInProgress call, UUID uuid) {
        this.call = call;
        this.host = call.host();
        this.uuid = uuid;
    }

    Consistency cut(List<Overlay> overlays, boolean quiesce) throws IOException {
        SimulatedDomain domain = host.domain(uuid);
        boolean stopped = domain.state() == PowerState.STOPPED;
        Consistency worth = stopped
                ? Consistency.OFFLINE
                : quiesce ? Consistency.APPLICATION : Consistency.CRASH;
        List<Overlay> missing = missing(domain, Overlay.ofDisks(overlays));
        if (missing.isEmpty()) {
            return worth;
        }
        for (Overlay copy : Overlay.ofNvram(overlays)) {
            Path own = disk(domain, copy).head();
            require(own.equals(Path.of(copy.backing())), Kind.FAILED, copy.backing() + " is not the nvram");
        }
        make(Overlay.ofNvram(overlays));
        for (Overlay overlay : missing) {
            Path head = disk(domain, overlay).head();
            require(head.equals(Path.of(overlay.backing())), Kind.FAILED, overlay.backing() + " is not the head");
            requireNoMergeBelow(head);
        }
        boolean frozen = worth == Consistency.APPLICATION;
        if (frozen) {
            boolean answers = domain.agent() && domain.state() == PowerState.RUNNING;
            require(answers && !call.current().isAgentMissing(), Kind.QUIESCE_FAILED, "No guest agent answers");
            host.save(domain.withFrozen(true));
        }
        make(missing);
        call.reach(Point.MIDWAY);
        host.save(use(domain, missing).withFrozen(!frozen && domain.frozen()));
        return worth;
    }

    void switchTo(List<Overlay> overlays) throws IOException {
        SimulatedDomain domain = host.domain(uuid);
        require(domain.state() == PowerState.STOPPED, Kind.WRONG_STATE, domain.name() + " is not stopped");
        List<Overlay> missing = missing(domain, overlays);
        if (missing.isEmpty()) {
            return;
        }
        make(missing);
        call.reach(Point.MIDWAY);
        host.save(use(domain, missing));
    }

    /** There is but one definition, so that of a running domain stays as it is. */
    void define(Map<String, String> heads) throws IOException {
        SimulatedDomain domain = host.domain(uuid);
        SimulatedDomain changed = domain;
        for (Map.Entry<String, String> head : heads.entrySet()) {
            Path path = host.volumePath(head.getValue());
            Path present = domain.disk(head.getKey()).orElseThrow().head();
            boolean nvram = head.getKey().equals(DiskInfo.NVRAM);
            require(
                    nvram || path.equals(present) || path.getFileName().toString().startsWith("stillframe-"),
                    Kind.NOT_LAYERABLE,
                    "Nothing says what " + path + " is to be read as");
            changed = domain.state() == PowerState.STOPPED ? changed.withHead(head.getKey(), path) : changed;
        }
        host.save(changed);
    }

    /** Those that are not heads yet. */
    private static List<Overlay> missing(SimulatedDomain domain, List<Overlay> overlays) {
        require(domain.blockers().isEmpty(), Kind.NOT_LAYERABLE, "Blocked: " + domain.blockers());
        List<Overlay> missing = new ArrayList<>();
        for (Overlay overlay : overlays) {
            if (!disk(domain, overlay).head().equals(Path.of(overlay.path()))) {
                missing.add(overlay);
            }
        }
        return missing;
    }

    /** All or none. A file of the same name that nobody refers to is what an interrupted call left; it is made anew. */
    private void make(List<Overlay> overlays) throws IOException {
        for (Overlay overlay : overlays) {
            Path path = host.volumePath(overlay.path());
            SimulatedChain.open(host.volumePath(overlay.backing()));
            require(!host.isReferredTo(path), Kind.FAILED, path + " was to be made, but is in use");
        }
        for (Overlay overlay : overlays) {
            Path backing = host.volumePath(overlay.backing());
            if (overlay.isNvram()) {
                SimulatedVolume.copy(backing, host.volumePath(overlay.path()));
                continue;
            }
            long capacity = SimulatedChain.open(backing).head().capacity();
            SimulatedVolume.create(host.volumePath(overlay.path()), "qcow2", capacity, backing);
        }
    }

    private SimulatedDomain use(SimulatedDomain domain, List<Overlay> overlays) {
        SimulatedDomain changed = domain;
        for (Overlay overlay : overlays) {
            changed = changed.withHead(overlay.target(), host.volumePath(overlay.path()));
        }
        return changed;
    }

    /** libvirt refuses a cut of a disk on which a block job runs. */
    private void requireNoMergeBelow(Path head) throws IOException {
        Optional<Path> top = MergeJob.top(host.jobs(), uuid).filter(SimulatedChain.open(head)::contains);
        require(top.isEmpty(), Kind.WRONG_STATE, "A merge of " + head + " runs");
    }

    private static SimulatedDomain.Disk disk(SimulatedDomain domain, Overlay overlay) {
        return domain.disk(overlay.target())
                .orElseThrow(() -> new HypervisorException(
                        Kind.NOT_LAYERABLE, "No disk " + overlay.target() + " in " + domain.name()));
    }

    private static void require(boolean condition, Kind kind, String otherwise) {
        if (!condition) {
            throw new HypervisorException(kind, otherwise);
        }
    }
}
