package org.stillframe.drift;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.StoredVolume;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.layer.LayerState;

/**
 * A server, what is written down of it, and what its host says, all in accord until a test meddles with it:
 *
 * <pre>
 * vda: BASE (of others) - DISK (snapshot 1) - FROZEN (snapshot 2) - IDLE - HEAD
 *                              - BRANCH (safety point "undo")
 * vdb: a raw file with no layers; nvram: NVRAM, and COPY of snapshot 2
 * </pre>
 */
final class World {
    static final long SERVER = 7;
    static final UUID DOMAIN = UUID.fromString("11111111-1111-1111-1111-111111111111");
    static final String IMAGES = "/images";
    static final String BASE = "/bases/base.qcow2";
    static final String DISK = IMAGES + "/disk.qcow2";
    static final String FROZEN = layer(1);
    static final String IDLE = layer(2);
    static final String HEAD = layer(3);
    static final String BRANCH = layer(4);
    static final String SECOND = IMAGES + "/second.img";
    static final String NVRAM = "/nvram/vars.fd";
    static final String COPY = "/nvram/stillframe-" + DOMAIN + "-00000000-0000-0000-0000-000000000009.fd";

    final Map<String, StoredVolume> files = new LinkedHashMap<>();
    final List<DomainLayout> others = new ArrayList<>();
    final Set<String> missing = new HashSet<>();
    final Set<String> unreadable = new HashSet<>();
    final Map<String, String> moved = new HashMap<>();
    final Set<UUID> adopted = new HashSet<>(Set.of(DOMAIN));
    final List<KnownDisk> disks = new ArrayList<>();
    final List<KnownSnapshot> snapshots = new ArrayList<>();
    final List<DomainLayout.Disk> layout = new ArrayList<>();
    boolean defined = true;
    boolean busy;
    String name = "web";
    PowerState state = PowerState.STOPPED;
    boolean persistent = true;
    boolean savedMemory;
    String nvram = NVRAM;
    String nextNvram = NVRAM;

    World() {
        file(BASE, "qcow2", null);
        file(DISK, "qcow2", BASE);
        file(FROZEN, "qcow2", DISK);
        file(IDLE, "qcow2", FROZEN);
        file(HEAD, "qcow2", IDLE);
        file(BRANCH, "qcow2", DISK);
        file(SECOND, "raw", null);
        file(NVRAM, "raw", null);
        file(COPY, "raw", null);
        disks.add(new KnownDisk(1, "vda", "head", List.of(
                known("base", null, BASE, LayerOrigin.FOREIGN, Set.of(), Set.of()),
                known("disk", "base", DISK, LayerOrigin.ADOPTED, Set.of(1L), Set.of()),
                known("frozen", "disk", FROZEN, LayerOrigin.CUT, Set.of(2L), Set.of()),
                known("idle", "frozen", IDLE, LayerOrigin.CUT, Set.of(), Set.of()),
                known("head", "idle", HEAD, LayerOrigin.RESTORE, Set.of(), Set.of()),
                known("branch", "disk", BRANCH, LayerOrigin.CUT, Set.of(), Set.of("undo")))));
        disks.add(new KnownDisk(2, "vdb", "second", List.of(
                known("second", null, SECOND, LayerOrigin.ADOPTED, Set.of(), Set.of()))));
        disks.add(new KnownDisk(3, "nvram", "nvram", List.of(
                known("nvram", null, NVRAM, LayerOrigin.ADOPTED, Set.of(), Set.of()),
                known("copy", null, COPY, LayerOrigin.CUT, Set.of(2L), Set.of()))));
        snapshots.add(new KnownSnapshot(1, "first", KnownSnapshot.State.COMPLETED));
        snapshots.add(new KnownSnapshot(2, "second", KnownSnapshot.State.COMPLETED));
        layout.add(disk("vda", "qcow2", HEAD));
        layout.add(disk("vdb", "raw", SECOND));
    }

    static String layer(int number) {
        return IMAGES + "/stillframe-" + DOMAIN + "-00000000-0000-0000-0000-00000000000" + number + ".qcow2";
    }

    private static KnownLayer known(
            String id, String parent, String path, LayerOrigin origin, Set<Long> snapshots, Set<String> points) {
        return new KnownLayer(id, parent, path, LayerState.READY, origin, snapshots, points);
    }

    static DomainLayout.Disk disk(String target, String format, String... chain) {
        return new DomainLayout.Disk(target, format, true, List.of(chain), chain[0], false, false);
    }

    World file(String path, String format, String backing) {
        files.put(path, new StoredVolume(path, format, backing, backing == null ? null : "qcow2"));
        return this;
    }

    World gone(String path) {
        files.remove(path);
        return this;
    }

    /** The server runs, with all of its chain open. */
    World running() {
        return running(HEAD, IDLE, FROZEN, DISK, BASE);
    }

    World running(String... chain) {
        state = PowerState.RUNNING;
        return head(chain);
    }

    /** The definition names that file, and if the server runs these are open below it. */
    World head(String... chain) {
        return replace("vda", disk -> disk("vda", "qcow2", chain));
    }

    World replace(String target, UnaryOperator<DomainLayout.Disk> change) {
        layout.replaceAll(disk -> disk.target().equals(target) ? change.apply(disk) : disk);
        return this;
    }

    World next(String path) {
        return replace("vda", disk -> new DomainLayout.Disk(
                "vda", "qcow2", true, disk.chain(), path, disk.fixedChain(), disk.job()));
    }

    World detach(String target) {
        layout.removeIf(disk -> disk.target().equals(target));
        return this;
    }

    World attach(DomainLayout.Disk disk) {
        layout.add(disk);
        return this;
    }

    World other(UUID uuid, String path) {
        others.add(layoutOf(uuid, "other", PowerState.STOPPED, List.of(disk("vda", "qcow2", path)), null, Set.of(path)));
        return this;
    }

    World state(Predicate<KnownLayer> which, LayerState to) {
        disks.replaceAll(disk -> new KnownDisk(
                disk.id(),
                disk.target(),
                disk.head(),
                disk.layers().stream()
                        .map(layer -> which.test(layer)
                                ? new KnownLayer(
                                        layer.id(), layer.parent(), layer.path(), to, layer.origin(), layer.snapshots(),
                                        layer.safetyPoints())
                                : layer)
                        .toList()));
        return this;
    }

    World snapshot(long id, KnownSnapshot.State to) {
        snapshots.replaceAll(snapshot -> snapshot.id() == id ? new KnownSnapshot(id, snapshot.name(), to) : snapshot);
        return this;
    }

    List<Finding> find() {
        KnownServer server = new KnownServer(SERVER, "web", DOMAIN, "web", Set.of(), busy, disks, snapshots);
        return new DriftFinder(List.of(server), adopted, sight()).find();
    }

    HostSight sight() {
        List<DomainLayout> domains = new ArrayList<>(others);
        if (defined) {
            Set<String> named = new HashSet<>();
            layout.forEach(disk -> named.addAll(disk.chain()));
            layout.stream().map(DomainLayout.Disk::next).filter(path -> path != null).forEach(named::add);
            domains.add(layoutOf(DOMAIN, name, state, layout, nvram, named));
        }
        Map<String, Map<String, StoredVolume>> directories = new TreeMap<>();
        for (String directory : List.of(IMAGES, "/bases", "/nvram")) {
            if (!missing.contains(directory) && !unreadable.contains(directory)) {
                directories.put(directory, new LinkedHashMap<>());
            }
        }
        files.forEach((path, file) -> {
            Map<String, StoredVolume> directory = directories.get(HostSight.directory(path));
            if (directory != null) {
                directory.put(path, file);
            }
        });
        return HostSight.of(domains, directories, missing, unreadable, moved);
    }

    private DomainLayout layoutOf(
            UUID uuid, String called, PowerState power, List<DomainLayout.Disk> found, String firmware, Set<String> named) {
        return new DomainLayout(
                new DomainRef("test:///", uuid), called, power, persistent, savedMemory, found, firmware,
                firmware == null ? null : nextNvram, named);
    }
}
