package org.stillframe.drift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.layer.LayerReclaim;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationStep.Postponed;
import org.stillframe.server.ServerService;

/**
 * Does what an admin has chosen to do about a finding, within an operation that keeps everybody else from the server. The host is
 * looked at before, so that nothing is done about what is no longer so, and afterwards. It can be repeated at any point.
 */
@ApplicationScoped
public class DriftMending {
    @Inject
    private DriftRows rows;

    @Inject
    private DriftJournal journal;

    @Inject
    private DriftAdoption adoption;

    @Inject
    private Hypervisors hypervisors;

    @Inject
    private LayerReclaim reclaim;

    @Inject
    private ServerService servers;

    @Inject
    private OperationJournal operations;

    /** One server, what its host was seen to have, and what is found of that. */
    private record Judgement(KnownServer server, HostSight sight, List<Finding> findings) {
        boolean has(Finding wanted) {
            return findings.stream().anyMatch(wanted::isSameAs);
        }

        /** Whether the lost snapshot's files have come back since it was told of. */
        boolean hasReturned(Drift lost) {
            return lost.getKind() == DriftKind.SNAPSHOT_LOST
                    && findings.stream()
                            .filter(finding -> finding.kind() == DriftKind.SNAPSHOT_RETURNED)
                            .anyMatch(finding -> lost.getSnapshotId().equals(finding.snapshotId()));
        }
    }

    void run(Operation operation) {
        Drift drift = journal.of(operation.getId());
        DomainRef domain = servers.domain(operation);
        standAside(operation, domain);
        Judgement before = judge(operation, domain.host());
        if (before.has(drift.finding())) {
            mend(operation, domain, drift, before);
        } else if (drift.getRepair() == DriftRepair.REPAIR && before.hasReturned(drift)) {
            adoption.recover(operation, drift.getSnapshotId());
        }
        if (!isForgotten(drift)) {
            conclude(operation, domain.host(), drift);
        }
    }

    private void standAside(Operation operation, DomainRef domain) {
        try {
            reclaim.standAside(operation, domain);
        } catch (HypervisorException e) {
            if (e.kind() != Kind.DOMAIN_NOT_FOUND) {
                throw e;
            }
            // Nothing merges for a domain that is gone.
        }
    }

    private Judgement judge(Operation operation, String host) {
        // All of the host's servers are known here, as one's file is another's stray.
        List<KnownServer> known = rows.ofHost(operation.getHostId()).stream()
                .map(server -> server.id() == operation.getServerId()
                        ? rows.ofServer(server.id(), operation.getId())
                        : server.asBusy())
                .toList();
        KnownServer server = known.stream().filter(found -> found.id() == operation.getServerId()).findFirst().orElseThrow();
        if (server.busy()) {
            // Nothing is found of a server that is being changed, which must not be taken for nothing being wrong.
            throw new Postponed("background work on the server has not ended");
        }
        HostSight sight = HostLook.at(hypervisors.of(host), host, known);
        List<Finding> findings = new DriftFinder(known, rows.adopted(), sight).find();
        return new Judgement(
                server, sight, findings.stream().filter(found -> operation.getServerId().equals(found.serverId())).toList());
    }

    private void conclude(Operation operation, String host, Drift drift) {
        Judgement after = judge(operation, host);
        if (after.has(drift.finding())) {
            journal.settle(after.server(), after.findings(), operation.getId());
            throw new ServiceException(ErrorCode.DRIFT_PERSISTS, drift.getKind().notice() + " That is still so.");
        }
        journal.mended(drift.getId());
        journal.settle(after.server(), after.findings(), operation.getId());
        operations.succeed(operation.getId());
    }

    private static boolean isForgotten(Drift drift) {
        return drift.getRepair() == DriftRepair.FORGET && switch (drift.getKind()) {
            case DOMAIN_GONE, DOMAIN_REDEFINED, HEAD_MISSING, CHAIN_BROKEN -> true;
            default -> false;
        };
    }

    private void mend(Operation operation, DomainRef domain, Drift drift, Judgement now) {
        switch (drift.getRepair()) {
            case ADOPT -> adopt(operation, domain, drift.finding(), now);
            case REPAIR -> repair(operation, domain, drift.finding(), now);
            case FORGET -> forget(operation, drift, now);
        }
    }

    private void adopt(Operation operation, DomainRef domain, Finding finding, Judgement now) {
        String subject = finding.subject();
        switch (finding.kind()) {
            case DOMAIN_RENAMED -> adoption.bind(operation, domain.uuid(), subject);
            case DOMAIN_REDEFINED -> {
                DomainLayout other = now.sight().domain(UUID.fromString(subject)).orElseThrow();
                adoption.bind(operation, other.ref().uuid(), other.name());
            }
            case DISK_ADDED -> adoption.addDisk(
                    operation,
                    hypervisors.of(domain).inspect(domain).disk(subject).orElseThrow(() -> refused("The disk cannot be read.")));
            case DISK_REMOVED, NVRAM_REMOVED -> adoption.forgetDisk(operation, disk(now, subject));
            case DISK_RETARGETED -> {
                KnownDisk disk = disk(now, subject);
                layout(now).disks().stream()
                        .filter(present -> disk.headLayer().path().equals(present.head()))
                        .findFirst()
                        .ifPresent(present -> adoption.retarget(operation, disk, present));
            }
            case OVERLAY_ADDED, HEAD_REPLACED, HEAD_COMMITTED, HEAD_OVERWRITES -> {
                DomainLayout.Disk present = layout(now).disk(subject).orElseThrow();
                if (present.head() == null || !present.layerable()) {
                    throw refused("The disk can have no layers as it is now.");
                }
                adoption.takeHead(
                        operation,
                        disk(now, subject),
                        layout(now).isActive() ? present.chain() : now.sight().chain(present.head()));
            }
            case NVRAM_REPLACED -> adoption.takeHead(operation, disk(now, subject), List.of(layout(now).nvram()));
            case CHAIN_FLATTENED, CHAIN_SHORTENED, CHAIN_FOREIGN -> adoption.takeChain(
                    operation, diskOf(now, subject), now.sight().chain(subject));
            case LAYER_MOVED -> adoption.moved(operation, layer(now, subject), now.sight().moved().get(subject));
            default -> throw refused("This cannot be adopted.");
        }
    }

    private void repair(Operation operation, DomainRef domain, Finding finding, Judgement now) {
        Hypervisor hypervisor = hypervisors.of(domain);
        switch (finding.kind()) {
            case SNAPSHOT_RETURNED -> adoption.recover(operation, finding.snapshotId());
            case DOMAIN_TRANSIENT, DEFINITION_FIXES_CHAIN -> hypervisor.redefine(domain, Map.of());
            case NEXT_START_DIFFERS, HEAD_REPLACED, HEAD_COMMITTED, HEAD_WILL_OVERWRITE, NVRAM_REPLACED -> {
                KnownLayer head = disk(now, finding.subject()).headLayer();
                boolean running = layout(now).isActive();
                if (running && finding.kind() != DriftKind.NEXT_START_DIFFERS) {
                    throw refused("The server runs. Stop it first.");
                }
                if (now.sight().file(head.path()).isEmpty() && !finding.subject().equals(DiskInfo.NVRAM)) {
                    throw refused("The former file is gone, so the disk cannot be put back to it.");
                }
                hypervisor.redefine(domain, Map.of(finding.subject(), head.path()));
            }
            case STRAY_LAYER -> hypervisor.deleteVolume(domain.host(), finding.subject());
            default -> {
                // Only the host's own admin can put this right; it has been looked at again.
            }
        }
    }

    private void forget(Operation operation, Drift drift, Judgement now) {
        if (isForgotten(drift)) {
            adoption.forgetServer(operation);
            return;
        }
        String subject = drift.getSubject();
        switch (drift.getKind()) {
            case SNAPSHOT_LOST, SNAPSHOT_RETURNED, SNAPSHOT_OVERWRITTEN -> adoption.forgetSnapshot(operation, drift.getSnapshotId());
            case SAFETY_POINT_LOST -> adoption.forgetSafetyPoint(operation, subject);
            case LAYER_MISSING -> adoption.forgetLayer(operation, layer(now, subject));
            default -> throw refused("This cannot be forgotten.");
        }
    }

    private static DomainLayout layout(Judgement now) {
        return now.sight().domain(now.server().domain()).orElseThrow();
    }

    private static KnownDisk disk(Judgement now, String target) {
        return now.server().disks().stream().filter(disk -> disk.target().equals(target)).findFirst().orElseThrow();
    }

    private static KnownDisk diskOf(Judgement now, String path) {
        return now.server().disks().stream().filter(disk -> disk.at(path).isPresent()).findFirst().orElseThrow();
    }

    private static KnownLayer layer(Judgement now, String path) {
        return now.server().disks().stream()
                .map(disk -> disk.at(path))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
    }

    private static ServiceException refused(String why) {
        return new ServiceException(ErrorCode.REPAIR_NOT_OFFERED, why);
    }
}
