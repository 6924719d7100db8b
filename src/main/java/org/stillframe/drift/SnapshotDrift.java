package org.stillframe.drift;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.stillframe.drift.HostSight.Presence;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.PowerState;

/** What a server's snapshots and safety points hold. */
final class SnapshotDrift {
    private final KnownServer server;
    private final DomainLayout domain;
    private final HostSight sight;

    /** @param domain null if it is gone */
    SnapshotDrift(KnownServer server, DomainLayout domain, HostSight sight) {
        this.server = server;
        this.domain = domain;
        this.sight = sight;
    }

    List<Finding> find() {
        List<Finding> found = new ArrayList<>();
        server.snapshots().forEach(snapshot -> of(snapshot).ifPresent(found::add));
        Set<String> points = server.layers()
                .flatMap(layer -> layer.safetyPoints().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        for (String point : points) {
            gone(layer -> layer.safetyPoints().contains(point)).ifPresent(path -> found.add(new Finding(
                    server.id(),
                    null,
                    DriftKind.SAFETY_POINT_LOST,
                    point,
                    "What the restore " + point + " replaced is gone with the file " + path
                            + ": it cannot be undone. Bring the file back and repair, or forget.")));
        }
        return found;
    }

    private Optional<Finding> of(KnownSnapshot snapshot) {
        Predicate<KnownLayer> pins = layer -> layer.snapshots().contains(snapshot.id());
        if (server.layers().noneMatch(pins)) {
            return Optional.empty();
        }
        String name = "Snapshot " + snapshot.name() + " (" + snapshot.id() + ")";
        Optional<String> written = overwritten(pins);
        if (snapshot.state() == KnownSnapshot.State.OVERWRITTEN || written.isPresent()) {
            return finding(
                    snapshot,
                    DriftKind.SNAPSHOT_OVERWRITTEN,
                    name + " is not what it was: the server has written to " + written.orElse("its file") + ".");
        }
        Optional<String> gone = gone(pins);
        if (gone.isPresent()) {
            return finding(
                    snapshot,
                    DriftKind.SNAPSHOT_LOST,
                    name + " needs the file " + gone.get() + ", which is gone. Bring it back and repair, or forget the snapshot.");
        }
        if (snapshot.state() == KnownSnapshot.State.COMPLETED) {
            return Optional.empty();
        }
        return isSeen(pins)
                ? finding(
                        snapshot,
                        DriftKind.SNAPSHOT_RETURNED,
                        name + " was lost, and all its files are there again. Repair makes it completed.")
                : finding(
                        snapshot, DriftKind.SNAPSHOT_LOST, name + " was lost, and its storage cannot be looked at now.");
    }

    private Optional<Finding> finding(KnownSnapshot snapshot, DriftKind kind, String detail) {
        return Optional.of(
                new Finding(server.id(), snapshot.id(), kind, Long.toString(snapshot.id()), detail));
    }

    /** A file that what is pinned so reads through and that is gone. */
    private Optional<String> gone(Predicate<KnownLayer> pins) {
        for (KnownDisk disk : server.disks()) {
            for (KnownLayer pinned : disk.layers().stream().filter(pins).toList()) {
                for (KnownLayer layer : disk.chain(pinned)) {
                    if (LayerDrift.isGone(disk, layer, sight)) {
                        return Optional.of(layer.path());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private boolean isSeen(Predicate<KnownLayer> pins) {
        return server.disks().stream()
                .flatMap(disk -> disk.layers().stream().filter(pins).flatMap(pinned -> disk.chain(pinned).stream()))
                .allMatch(layer -> sight.presence(layer.path()) == Presence.PRESENT);
    }

    /** A file that what is pinned so reads through and that the server runs on, though it is not its head. */
    private Optional<String> overwritten(Predicate<KnownLayer> pins) {
        if (domain == null || domain.state() == PowerState.STOPPED) {
            return Optional.empty();
        }
        for (KnownDisk disk : server.disks()) {
            String written = domain.disk(disk.target()).map(DomainLayout.Disk::head).orElse(null);
            if (written == null || disk.isNvram() || disk.isMerging() || written.equals(disk.headLayer().path())) {
                continue;
            }
            Set<KnownLayer> read = new HashSet<>();
            disk.layers().stream().filter(pins).forEach(pinned -> read.addAll(disk.chain(pinned)));
            if (read.stream().anyMatch(layer -> layer.hasFile() && layer.path().equals(written))) {
                return Optional.of(written);
            }
        }
        return Optional.empty();
    }
}
