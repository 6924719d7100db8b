package org.stillframe.hypervisor.simulated;

import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stillframe.hypervisor.Blocker;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Extents;
import org.stillframe.hypervisor.HostInfo;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.StorageRoom;
import org.stillframe.hypervisor.StoredVolume;
import org.stillframe.hypervisor.VolumeInfo;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** Serves hosts named {@code simulated:///absolute/directory}. Keeps no state but the counting of calls for faults. */
@ApplicationScoped
public class SimulatedHypervisor implements Hypervisor {
    private static final String VERSION = "1.0.0";
    private static final long ABORT_POLL_NANOS = 5_000_000;

    private final Duration latency;
    private final CallCounts counts = new CallCounts();

    /** As fast as the disk is; for tests. */
    public SimulatedHypervisor() {
        this(0);
    }

    /** @param latencyMillis how long each changing call takes beyond its work, unless the host's faults say otherwise */
    @Inject
    public SimulatedHypervisor(
            @ConfigProperty(name = "stillframe.simulated.latency", defaultValue = "150") long latencyMillis) {
        this.latency = Duration.ofMillis(latencyMillis);
    }

    @Override
    public boolean serves(String host) {
        return SimulatedHost.isSimulated(host);
    }

    @Override
    public HostInfo describe(String host) {
        return call(Call.DESCRIBE, host, call -> {
            String volumes = call.host().volumes().toString();
            StorageRoom room = call.room();
            return new HostInfo(
                    VERSION,
                    List.of(new HostInfo.Pool("volumes", volumes, room.capacityBytes(), room.freeBytes())));
        });
    }

    @Override
    public List<DomainInfo> domains(String host) {
        return call(Call.DOMAINS, host, call -> {
            List<DomainInfo> infos = new ArrayList<>();
            for (SimulatedDomain domain : call.host().allDomains()) {
                infos.add(describe(call.host(), domain.uuid()));
            }
            return infos;
        });
    }

    @Override
    public Map<UUID, PowerState> powerStates(String host) {
        return call(Call.POWER_STATES, host, call -> {
            Map<UUID, PowerState> states = new HashMap<>();
            for (SimulatedDomain domain : call.host().allDomains()) {
                states.put(domain.uuid(), domain.state());
            }
            return states;
        });
    }

    @Override
    public DomainInfo inspect(DomainRef domain) {
        return call(Call.INSPECT, domain.host(), call -> describe(call.host(), domain.uuid()));
    }

    @Override
    public List<DomainLayout> layouts(String host) {
        return call(Call.LAYOUTS, host, call -> {
            List<DomainLayout> layouts = new ArrayList<>();
            for (SimulatedDomain domain : call.host().allDomains()) {
                layouts.add(SimulatedLayout.of(call.host(), domain));
            }
            return layouts;
        });
    }

    @Override
    public Optional<List<StoredVolume>> volumes(String host, String directory) {
        return call(Call.VOLUMES, host, call -> {
            boolean exists = Path.of(directory).equals(call.host().volumes()) && Files.isDirectory(call.host().volumes());
            return exists ? Optional.of(call.host().stored()) : Optional.empty();
        });
    }

    @Override
    public VolumeInfo volume(String host, String path) {
        return call(Call.VOLUME, host, call -> {
            Path place = Path.of(path).normalize();
            SimulatedVolume volume = call.host().isVolumePath(place) ? SimulatedVolume.open(place) : null;
            return volume == null ? null : volume.info();
        });
    }

    @Override
    public StorageRoom room(String host, String path) {
        return call(Call.ROOM, host, call -> {
            call.host().volumePath(path);
            return call.room();
        });
    }

    @Override
    public Extents extents(String host, String path, String format) {
        return call(Call.EXTENTS, host, call -> {
            SimulatedVolume volume = SimulatedVolume.open(call.host().volumePath(path));
            if (volume == null) {
                throw new HypervisorException(Kind.FAILED, "The file " + path + " does not exist");
            }
            return volume.extents();
        });
    }

    @Override
    public Consistency cut(DomainRef domain, List<Overlay> overlays, boolean quiesce) {
        return call(Call.CUT, domain.host(), call -> {
            try (DomainLock held = call.host().lock(domain.uuid())) {
                return new SimulatedHeads(call, domain.uuid()).cut(overlays, quiesce);
            }
        });
    }

    @Override
    public void settleCut(DomainRef domain, List<Overlay> overlays) {
        // A simulated host knows what its domains write to.
    }

    @Override
    public void switchHeads(DomainRef domain, List<Overlay> overlays) {
        call(Call.SWITCH_HEADS, domain.host(), call -> {
            try (DomainLock held = call.host().lock(domain.uuid())) {
                new SimulatedHeads(call, domain.uuid()).switchTo(overlays);
            }
            return null;
        });
    }

    @Override
    public void redefine(DomainRef domain, Map<String, String> heads) {
        call(Call.REDEFINE, domain.host(), call -> {
            try (DomainLock held = call.host().lock(domain.uuid())) {
                new SimulatedHeads(call, domain.uuid()).define(heads);
            }
            return null;
        });
    }

    @Override
    public void start(DomainRef domain) {
        call(Call.START, domain.host(), call -> {
            try (DomainLock held = call.host().lock(domain.uuid())) {
                SimulatedDomain definition = call.host().domain(domain.uuid());
                if (definition.state() == PowerState.STOPPED) {
                    requireBootable(call.host(), definition);
                }
                boolean thaws = definition.state() == PowerState.PAUSED && !call.current().isAgentMissing();
                call.host().save(definition.withState(PowerState.RUNNING).withFrozen(definition.frozen() && !thaws));
            }
            return null;
        });
    }

    /** A running domain's block jobs end with its process. */
    @Override
    public void stop(DomainRef domain, Duration grace) {
        requireNonNull(grace, "grace is null");
        call(Call.STOP, domain.host(), call -> {
            try (DomainLock held = call.host().lock(domain.uuid())) {
                SimulatedDomain definition = call.host().domain(domain.uuid());
                if (definition.state() != PowerState.STOPPED && isMergeWithin(call.host(), definition)) {
                    MergeJob.abort(call.host().jobs(), domain.uuid());
                }
                call.host().save(definition.withState(PowerState.STOPPED));
            }
            return null;
        });
    }

    @Override
    public void thaw(DomainRef domain) {
        call(Call.THAW, domain.host(), call -> {
            try (DomainLock held = call.host().lock(domain.uuid())) {
                SimulatedDomain definition = call.host().domain(domain.uuid());
                boolean answers = definition.state() == PowerState.RUNNING && !call.current().isAgentMissing();
                if (definition.frozen() && answers) {
                    call.host().save(definition.withFrozen(false));
                }
            }
            return null;
        });
    }

    @Override
    public void merge(DomainRef domain, Merge merge, IntConsumer progress) {
        call(Call.MERGE, domain.host(), call -> {
            call.host().domain(domain.uuid());
            try {
                new SimulatedMerge(call, domain.uuid(), merge, progress).run();
            } catch (HypervisorException e) {
                if (e.kind() == Kind.CRASHED) {
                    powerOff(call.host(), domain.uuid());
                }
                throw e;
            }
            return null;
        });
    }

    private static void powerOff(SimulatedHost host, UUID uuid) throws IOException {
        try (DomainLock held = host.lock(uuid)) {
            host.save(host.domain(uuid).withState(PowerState.STOPPED));
        }
    }

    @Override
    public boolean settleMerge(DomainRef domain, Merge merge) {
        return call(Call.SETTLE_MERGE, domain.host(), call -> {
            try (DomainLock held = call.host().lock(domain.uuid())) {
                return new SimulatedMerge(call, domain.uuid(), merge, percent -> {}).isDone();
            }
        });
    }

    @Override
    public void abortMerge(DomainRef domain) {
        call(Call.ABORT_MERGE, domain.host(), call -> {
            while (true) {
                try (DomainLock held = call.host().lock(domain.uuid())) {
                    if (!MergeJob.abort(call.host().jobs(), domain.uuid())) {
                        return null;
                    }
                }
                CallInProgress.sleepNanos(ABORT_POLL_NANOS);
            }
        });
    }

    @Override
    public void deleteVolume(String host, String path) {
        call(Call.DELETE_VOLUME, host, call -> {
            Path volume = call.host().volumePath(path);
            if (Files.exists(volume) && call.host().isReferredTo(volume)) {
                throw new HypervisorException(Kind.FAILED, volume + " is referred to");
            }
            SimulatedVolume.delete(volume);
            return null;
        });
    }

    private interface Effect<T> {
        T happen(CallInProgress call) throws IOException;
    }

    private <T> T call(Call call, String uri, Effect<T> effect) {
        try {
            CallInProgress inProgress = CallInProgress.begin(SimulatedHost.connect(uri), call, counts, latency);
            inProgress.reach(Point.BEFORE);
            T result = effect.happen(inProgress);
            inProgress.reach(Point.AFTER);
            return result;
        } catch (IOException e) {
            Kind kind = String.valueOf(e.getMessage()).contains("No space left") ? Kind.NO_SPACE : Kind.FAILED;
            throw new HypervisorException(kind, call.method() + " on " + uri + ": " + e.getMessage(), e);
        }
    }

    private static DomainInfo describe(SimulatedHost host, UUID uuid) throws IOException {
        try (DomainLock held = host.lock(uuid)) {
            SimulatedDomain domain = host.domain(uuid);
            List<DiskInfo> disks = new ArrayList<>();
            DiskInfo nvram = null;
            List<Blocker> blockers = new ArrayList<>(domain.blockers());
            for (SimulatedDomain.Disk disk : domain.disks()) {
                try {
                    DiskInfo found = new DiskInfo(disk.target(), SimulatedChain.open(disk.head()).info());
                    if (found.isNvram()) {
                        nvram = found;
                    } else {
                        disks.add(found);
                    }
                } catch (BrokenChainException e) {
                    blockers.add(new Blocker(disk.target(), "Disk " + disk.target() + " has a file that cannot be read."));
                }
            }
            return new DomainInfo(
                    new DomainRef(host.uri(), uuid),
                    domain.name(),
                    domain.state(),
                    domain.agent() && domain.state() == PowerState.RUNNING,
                    domain.vcpus(),
                    domain.memoryMib(),
                    disks,
                    nvram,
                    blockers);
        }
    }

    /** QEMU opens every file of every chain, and its image locks let no merge write to one of them meanwhile. */
    private static void requireBootable(SimulatedHost host, SimulatedDomain domain) throws IOException {
        for (SimulatedDomain.Disk disk : domain.disks()) {
            SimulatedChain.open(disk.head());
        }
        if (isMergeWithin(host, domain)) {
            throw new HypervisorException(Kind.FAILED, "A disk of " + domain.name() + " is locked by a merge");
        }
    }

    /** Whether a merge of layers runs that the domain has open, or would have. */
    private static boolean isMergeWithin(SimulatedHost host, SimulatedDomain domain) throws IOException {
        Path top = MergeJob.top(host.jobs(), domain.uuid()).orElse(null);
        for (SimulatedDomain.Disk disk : domain.disks()) {
            if (top != null && SimulatedChain.open(disk.head()).contains(top)) {
                return true;
            }
        }
        return false;
    }
}
