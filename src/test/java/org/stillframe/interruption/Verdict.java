package org.stillframe.interruption;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.VolumeInfo;
import org.stillframe.interruption.Rows.Layer;
import org.stillframe.interruption.Rows.Pin;
import org.stillframe.snapshot.NewSnapshot;
import org.stillframe.snapshot.SnapshotLifecycle;

/** Compares the rows, the host and the files of a server with each other and with what is to be true. */
@ApplicationScoped
public class Verdict {
    private static final String NVRAM = DiskInfo.NVRAM;
    private static final String FOREIGN = "FOREIGN";

    @Inject
    private Rows rows;

    @Inject
    private Hypervisors hypervisors;

    @Inject
    private SnapshotLifecycle snapshots;

    /**
     * Everything that is wrong, a sentence each.
     *
     * @param settled whether nothing is unfinished; while a reclaim is, files come and go
     */
    List<String> of(Ward ward, boolean settled) {
        List<String> wrong = new ArrayList<>();
        DomainInfo domain = hypervisors.of(ward.ref()).inspect(ward.ref());
        power(ward, domain, wrong);
        snapshots(ward, wrong);
        if (settled) {
            rows.unfinishedInWords(ward.hostId).forEach(left -> wrong.add("stuck: " + left));
            files(ward, wrong);
            disks(ward, domain, wrong);
            rows.openFindings(ward.hostId).forEach(found -> wrong.add("drift that nobody made: " + found));
        }
        return wrong;
    }

    private void power(Ward ward, DomainInfo domain, List<String> wrong) {
        String power = ward.running ? PowerState.RUNNING.name() : PowerState.STOPPED.name();
        if (!domain.state().name().equals(power)) {
            wrong.add("power: it is " + domain.state() + " and should be " + power);
        }
        String told = ward.running ? "ACTIVE" : "STOPPED";
        if (!rows.status(ward.server).equals(List.of(told))) {
            wrong.add("power: the service says " + rows.status(ward.server) + " and should say " + told);
        }
        try {
            ward.touch();
        } catch (IllegalStateException e) {
            wrong.add("the guest cannot write: " + e.getMessage());
        }
    }

    private void snapshots(Ward ward, List<String> wrong) {
        Set<Long> completed = new TreeSet<>();
        Set<Long> failed = new TreeSet<>();
        for (Rows.Snapshot snapshot : rows.snapshots(ward.server)) {
            switch (snapshot.status()) {
                case "COMPLETED" -> completed.add(snapshot.id());
                case "FAILED" -> failed.add(snapshot.id());
                case "DELETED" -> { }
                default -> wrong.add("stuck: " + snapshot);
            }
        }
        if (!completed.equals(ward.snapshots.keySet())) {
            wrong.add("snapshots: there are " + completed + " and should be " + ward.snapshots.keySet());
        }
        rows.miscounted().forEach(account -> wrong.add("snapshots counted: " + account));
        if (!failed.equals(ward.failed)) {
            wrong.add("failed snapshots: there are " + failed + " and should be " + ward.failed);
        }
        if (!Set.copyOf(rows.safetyPoints(ward.server)).equals(ward.safetyPoints.keySet())) {
            wrong.add("safety points: there are " + rows.safetyPoints(ward.server) + " and should be "
                    + ward.safetyPoints.keySet());
        }
        if (ward.snapshots.size() == SnapshotLifecycle.LIMIT && !isRefused(ward)) {
            wrong.add("limit: a sixth snapshot was accepted");
        }
    }

    private boolean isRefused(Ward ward) {
        try {
            snapshots.beginCreate(ward.owner, new NewSnapshot(ward.server, "one-too-many", "", null));
            return false;
        } catch (ServiceException e) {
            return e.code() == ErrorCode.SNAPSHOT_LIMIT_REACHED;
        }
    }

    /** Each row has its file, each file its row. */
    private void files(Ward ward, List<String> wrong) {
        Set<String> files = files(ward);
        for (Rows.Disk disk : rows.disks(ward.server)) {
            for (Layer layer : rows.layers(disk.id())) {
                if (!files.remove(layer.path())) {
                    wrong.add("row without its file: " + layer);
                }
                if (!layer.state().equals("READY")) {
                    wrong.add("stuck: " + layer);
                }
            }
        }
        files.forEach(file -> wrong.add("file without a row: " + file));
    }

    private static Set<String> files(Ward ward) {
        try (Stream<Path> files = Files.list(ward.directory().resolve("volumes"))) {
            return files.map(Path::toString)
                    .filter(file -> !file.endsWith(".data"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void disks(Ward ward, DomainInfo domain, List<String> wrong) {
        List<Rows.Disk> disks = rows.disks(ward.server);
        if (disks.size() != domain.disksAndNvram().size()) {
            wrong.add("the service knows " + disks + ", the host has " + domain.disksAndNvram());
        }
        for (Rows.Disk disk : disks) {
            Map<String, Layer> layers =
                    rows.layers(disk.id()).stream().collect(Collectors.toMap(Layer::id, layer -> layer));
            List<Pin> pins = rows.pins(disk.id());
            chain(disk, layers, domain, wrong);
            contents(ward, disk, layers, pins, wrong);
            bounds(disk, layers, pins, wrong);
        }
    }

    private static void chain(Rows.Disk disk, Map<String, Layer> layers, DomainInfo domain, List<String> wrong) {
        List<String> known = Stream.iterate(layers.get(disk.head()), Objects::nonNull, layer -> layers.get(layer.parent()))
                .map(Layer::path)
                .toList();
        List<String> found = domain.disk(disk.target()).orElseThrow().chain().stream().map(VolumeInfo::path).toList();
        if (!known.equals(found)) {
            wrong.add("chain of " + disk.target() + ": the rows say " + known + ", the host " + found);
        }
    }

    private static void contents(
            Ward ward, Rows.Disk disk, Map<String, Layer> layers, List<Pin> pins, List<String> wrong) {
        Map<String, Content> expected = new HashMap<>(ward.safetyPoints);
        ward.snapshots.forEach((id, content) -> expected.put(id.toString(), content));
        content(ward, disk, "the head", layers.get(disk.head()), ward.now, wrong);
        Set<String> unpinned = new HashSet<>(expected.keySet());
        for (Pin pin : pins) {
            if (!unpinned.remove(pin.holder())) {
                wrong.add("a pin too many of " + disk.target() + ": " + pin);
            } else {
                content(ward, disk, pin.holder(), layers.get(pin.layer()), expected.get(pin.holder()), wrong);
            }
        }
        unpinned.forEach(holder -> wrong.add("nothing of " + disk.target() + " is kept for " + holder));
    }

    private static void content(
            Ward ward, Rows.Disk disk, String what, Layer layer, Content expected, List<String> wrong) {
        Content found = ward.read(List.of(disk.target()), Map.of(disk.target(), layer.path()));
        if (!found.text(disk.target()).equals(expected.text(disk.target()))) {
            wrong.add("content of " + disk.target() + ": " + what + " reads " + found.text(disk.target()) + " and should read "
                    + expected.text(disk.target()) + " (" + layer + ")");
        }
    }

    /** As {@code LayerTreePropertyTest} has it. */
    private static void bounds(Rows.Disk disk, Map<String, Layer> layers, List<Pin> pins, List<String> wrong) {
        Set<String> needed = pins.stream().map(Pin::layer).collect(Collectors.toSet());
        needed.add(disk.head());
        long owned = layers.values().stream().filter(layer -> !layer.origin().equals(FOREIGN)).count();
        long most = disk.target().equals(NVRAM) ? needed.size() : 3L * needed.size() - 2;
        if (owned > most) {
            wrong.add("not reclaimed: " + disk.target() + " has " + owned + " layers for " + needed.size() + " that are needed");
        }
    }

    /** Every disk is one file again, and reads what it read; nothing else of the server's is left. */
    void requireReleased(Ward ward) {
        List<String> wrong = new ArrayList<>();
        DomainInfo domain = hypervisors.of(ward.ref()).inspect(ward.ref());
        Map<String, String> heads = new HashMap<>();
        for (DiskInfo disk : domain.disksAndNvram()) {
            heads.put(disk.target(), disk.head().path());
            if (disk.chain().size() != 1) {
                wrong.add("released, and " + disk.target() + " is not one file: " + disk.chain());
            }
        }
        Set<String> others = files(ward);
        others.removeAll(heads.values());
        others.forEach(file -> wrong.add("released, and a file is left: " + file));
        Content found = ward.read(ward.now.targets(), heads);
        for (String target : ward.now.targets()) {
            if (!found.text(target).equals(ward.now.text(target))) {
                wrong.add("released, and " + target + " reads " + found.text(target) + " instead of " + ward.now.text(target));
            }
        }
        if (!rows.status(ward.server).isEmpty()) {
            wrong.add("released, and the server is there still");
        }
        if (!wrong.isEmpty()) {
            throw new Violation(String.join("; ", wrong));
        }
    }
}
