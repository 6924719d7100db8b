package org.stillframe.hypervisor.libvirt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.VolumeInfo;
import org.stillframe.layer.LayerFile;
import org.stillframe.layer.LayerTree;
import org.stillframe.layer.LayerTree.Node;
import org.stillframe.layer.ReclaimForecast;
import org.stillframe.layer.ReclaimStep;

/** One real disk of a stopped domain that lives a random life of writes, snapshots and restores, with the service's layers. */
final class GrownDisk {
    private static final String TARGET = "vda";
    private static final long CLUSTER = 64 * 1024;
    private static final long COMPRESSED = 2 * 1024 * 1024;
    private static final long SIZE = 64L * 1024 * 1024;
    private static final int MOST_CLUSTERS_AT_ONCE = 160;

    private final Hypervisor hypervisor;
    private final DomainRef domain;
    private final RandomGenerator random;
    private final String rootFormat;
    private final Map<UUID, UUID> parents = new LinkedHashMap<>();
    private final Map<UUID, String> paths = new LinkedHashMap<>();
    private final Set<UUID> pins = new LinkedHashSet<>();
    private final String root;
    private UUID head;
    private boolean untouched;

    GrownDisk(Hypervisor hypervisor, DomainRef domain, RandomGenerator random) {
        this.hypervisor = hypervisor;
        this.domain = domain;
        this.random = random;
        VolumeInfo found = disk().head();
        this.root = found.path();
        this.rootFormat = found.format();
        this.head = add(null, root);
    }

    /** Random writes, snapshots, restores and deletions, with some reclaim in between. */
    void live(int actions) {
        write();
        for (int i = 0; i < actions; i++) {
            switch (random.nextInt(9)) {
                case 0, 1, 2 -> write();
                case 3, 4, 5 -> then(this::snapshot);
                case 6 -> then(this::restore);
                case 7 -> delete(random.nextInt(pins.size() + 1));
                default -> reclaim(1);
            }
        }
        then(this::snapshot);
    }

    /** A new head is nearly always written to before the next is made. */
    private void then(Runnable newHead) {
        newHead.run();
        if (random.nextInt(5) > 0) {
            write();
        }
    }

    private void write() {
        List<String> commands = new ArrayList<>(List.of("qemu-io", "-f", head().equals(root) ? rootFormat : "qcow2"));
        boolean compressed = untouched && random.nextInt(8) == 0;
        for (int i = random.nextInt(3); i >= 0; i--) {
            commands.addAll(List.of("-c", command(compressed && untouched)));
            untouched = false;
        }
        commands.add(head());
        TestHost.run(commands.toArray(String[]::new));
    }

    /** QEMU compresses only what has not been written before. */
    private String command(boolean compressed) {
        if (compressed) {
            return "write -c -P 8 " + random.nextInt((int) (SIZE / COMPRESSED)) * COMPRESSED + " " + COMPRESSED;
        }
        long clusters = 1 + random.nextInt(MOST_CLUSTERS_AT_ONCE);
        long offset = CLUSTER * random.nextInt((int) (SIZE / CLUSTER - clusters));
        return switch (random.nextInt(20)) {
            case 0 -> "write -z " + offset + " " + clusters * CLUSTER;
            case 1 -> "write -P 7 " + (offset + 12_288) + " 4096";
            default -> "write -P 9 " + offset + " " + clusters * CLUSTER;
        };
    }

    private void snapshot() {
        pins.add(head);
        UUID next = UUID.randomUUID();
        String path = path(next);
        hypervisor.cut(domain, List.of(new Overlay(TARGET, path, head())), false);
        paths.put(next, path);
        parents.put(next, head);
        head = next;
        untouched = true;
    }

    private void restore() {
        if (pins.isEmpty()) {
            return;
        }
        if (random.nextBoolean()) {
            pins.add(head);
        }
        UUID to = List.copyOf(pins).get(random.nextInt(pins.size()));
        UUID next = UUID.randomUUID();
        String path = path(next);
        hypervisor.switchHeads(domain, List.of(new Overlay(TARGET, path, paths.get(to))));
        paths.put(next, path);
        parents.put(next, to);
        head = next;
        untouched = true;
    }

    private void delete(int index) {
        if (index < pins.size()) {
            pins.remove(List.copyOf(pins).get(index));
        }
    }

    List<UUID> pins() {
        return List.copyOf(pins);
    }

    void unpin(UUID layer) {
        pins.remove(layer);
    }

    /** What the service would say that unpinning the layer frees. */
    long forecast(UUID layer) {
        return new ReclaimForecast(nodes(), this::file).freedBytes(Set.of(layer));
    }

    private LayerFile file(UUID layer) {
        String path = paths.get(layer);
        return new LayerFile(
                hypervisor.volume(domain.host(), path).allocatedBytes(),
                hypervisor.extents(domain.host(), path, path.equals(root) ? rootFormat : "qcow2"));
    }

    /** Goes on until nothing can be reclaimed, or so many steps are done. */
    void reclaim(int steps) {
        Optional<ReclaimStep> step = new LayerTree(nodes()).next();
        for (int i = 0; i < steps && step.isPresent(); i++) {
            if (step.get() instanceof ReclaimStep.Delete delete) {
                remove(delete.layer());
            } else {
                merge((ReclaimStep.MergeDown) step.get());
            }
            step = new LayerTree(nodes()).next();
        }
    }

    private void merge(ReclaimStep.MergeDown step) {
        untouched &= !step.top().equals(head);
        String child = step.child() == null ? null : paths.get(step.child());
        String base = paths.get(step.base());
        hypervisor.merge(domain, new Merge(TARGET, base, paths.get(step.top()), child, 0), percent -> {});
        hypervisor.deleteVolume(domain.host(), paths.get(step.top()));
        paths.put(step.top(), base);
        parents.put(step.top(), parents.get(step.base()));
        parents.remove(step.base());
        paths.remove(step.base());
    }

    private void remove(UUID layer) {
        hypervisor.deleteVolume(domain.host(), paths.remove(layer));
        parents.remove(layer);
    }

    /** Bytes that all files of the disk occupy. */
    long occupied() {
        List<String> command = new ArrayList<>(List.of("stat", "-c", "%b"));
        command.addAll(paths.values());
        return TestHost.run(command.toArray(String[]::new)).lines().mapToLong(Long::parseLong).sum() * 512;
    }

    private List<Node> nodes() {
        return parents.entrySet().stream()
                .map(layer -> new Node(
                        layer.getKey(),
                        layer.getValue(),
                        pins.contains(layer.getKey()),
                        layer.getKey().equals(head),
                        true))
                .toList();
    }

    private UUID add(UUID parent, String path) {
        UUID layer = UUID.randomUUID();
        parents.put(layer, parent);
        paths.put(layer, path);
        return layer;
    }

    private String head() {
        return paths.get(head);
    }

    private String path(UUID layer) {
        return Path.of(root).resolveSibling(layer + ".qcow2").toString();
    }

    private DiskInfo disk() {
        return hypervisor.inspect(domain).disk(TARGET).orElseThrow();
    }
}
