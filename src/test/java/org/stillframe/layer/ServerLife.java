package org.stillframe.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.layer.Action.Ending;

/**
 * A server with its disks kept twice: in layers on a host, as the service does, and as a whole copy per pin and one per head.
 * After everything that happens to it, the two are compared.
 */
public final class ServerLife {
    /** A layer of each disk that must stay as it was, with what it was. */
    private record Pin(List<Layer> layers, List<byte[]> contents) {}

    private final LayeredHost host;
    private final Figures figures;
    private final List<LayeredDisk> disks = new ArrayList<>();
    private final List<Pin> snapshots = new ArrayList<>();
    private final List<Pin> safetyPoints = new ArrayList<>();
    private final LifeReclaim reclaim;

    private ServerLife(LayeredHost host, int disks, Figures figures) {
        this.host = host;
        this.figures = figures;
        for (String target : LayeredHost.targets(disks)) {
            this.disks.add(new LayeredDisk(this.disks.size(), target, host.chain(target)));
        }
        this.reclaim = new LifeReclaim(host, this.disks, this::pinnedIds, figures);
    }

    /** Lives it to its end, and then reclaims all that can be. */
    public static void live(Life life, LayeredHost host, Figures figures) {
        ServerLife server = new ServerLife(host, life.disks(), figures);
        if (life.running()) {
            host.start();
        }
        for (int step = 0; step < life.actions().size(); step++) {
            try {
                life.actions().get(step).happenTo(server);
                server.check();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("Step " + step + ", " + life.actions().get(step) + ": " + e.getMessage(), e);
            }
            figures.count("steps");
        }
        server.reclaimAll();
        figures.count("sequences");
    }

    void write(int disk, int slot, int slots, byte value) {
        LayeredDisk chosen = disks.get(disk % disks.size());
        host.write(chosen.target(), slot, slots, value);
        chosen.write(slot, slots, value);
        figures.count(host.isRunning() ? "write running" : "write stopped");
    }

    void create() {
        reclaim.standAside();
        List<Overlay> overlays = overlays(heads());
        host.cut(overlays);
        snapshots.add(present());
        putOn(present(), overlays);
        figures.count(host.isRunning() ? "create running" : "create stopped");
    }

    void restore(int snapshot, boolean keep) {
        if (!snapshots.isEmpty()) {
            goTo(snapshots.get(snapshot % snapshots.size()), keep);
        }
    }

    void undo(int safetyPoint, boolean keep) {
        if (!safetyPoints.isEmpty()) {
            goTo(safetyPoints.get(safetyPoint % safetyPoints.size()), keep);
        }
    }

    private void goTo(Pin pin, boolean keep) {
        reclaim.standAside();
        boolean running = host.isRunning();
        if (running) {
            host.stop();
        }
        List<Overlay> overlays = overlays(pin.layers());
        host.switchHeads(overlays);
        if (keep) {
            safetyPoints.add(present());
        }
        putOn(pin, overlays);
        if (running) {
            host.start();
        }
        figures.count(running ? "restore running" : "restore stopped");
    }

    void delete(int snapshot) {
        if (!snapshots.isEmpty()) {
            snapshots.remove(snapshot % snapshots.size());
        }
    }

    void expire(int safetyPoint) {
        if (!safetyPoints.isEmpty()) {
            safetyPoints.remove(safetyPoint % safetyPoints.size());
        }
    }

    void switchPower() {
        reclaim.standAside();
        if (host.isRunning()) {
            host.stop();
        } else {
            host.start();
        }
    }

    void reclaim(Ending ending, int percent) {
        reclaim.step(ending, percent);
    }

    private void reclaimAll() {
        for (int steps = 0; reclaim.step(Ending.DONE, 0); steps++) {
            check();
            assertThat(steps).as("steps, as if reclaim had no end").isLessThan(1_000);
        }
        disks.forEach(this::checkBounds);
    }

    private void checkBounds(LayeredDisk disk) {
        List<Layer> needed = Stream.concat(pins().flatMap(pin -> pin.layers().stream()), Stream.of(disk.head()))
                .filter(disk.layers()::contains)
                .distinct()
                .toList();
        long owned = disk.layers().stream().filter(LayeredDisk::isOwned).count();
        assertThat(owned).as("layers that are left").isLessThanOrEqualTo(3L * needed.size() - 2);
        figures.worst("layers per pin", (double) owned / needed.size());
        for (Layer layer : needed) {
            long depth = disk.chain(layer).stream().filter(LayeredDisk::isOwned).count();
            assertThat(depth).as("depth of a chain").isLessThanOrEqualTo(2L * needed.size() - 1);
            figures.worst("depth", depth);
        }
    }

    private void check() {
        host.flush();
        Map<String, String> heads = host.heads();
        for (int i = 0; i < disks.size(); i++) {
            LayeredDisk disk = disks.get(i);
            Optional<Layer> merged = disk.inState(LayerState.MERGING).filter(base -> host.isMerged(disk.merge(base)));
            String headPath = path(disk, disk.head(), merged);
            if (!heads.get(disk.target()).equals(headPath)) {
                throw new AssertionError("the head of " + disk.target() + " is not " + headPath);
            }
            assertReads("the head of " + disk.target(), headPath, disk.content());
            for (Pin pin : pins().toList()) {
                String path = path(disk, pin.layers().get(i), merged);
                assertReads("a pinned layer of " + disk.target(), path, pin.contents().get(i));
            }
        }
        assertFiles();
    }

    /** Where the layer lies, which may not be written down yet. */
    private static String path(LayeredDisk disk, Layer layer, Optional<Layer> merged) {
        return merged.filter(base -> disk.onlyChild(base) == layer).orElse(layer).getPath();
    }

    private void assertReads(String what, String path, byte[] content) {
        figures.count("digests compared");
        String expected = host.digest(content);
        String found = host.digest(path);
        if (!found.equals(expected)) {
            throw new AssertionError(what + " reads as " + found + " instead of " + expected);
        }
    }

    /** No file is missing and none is forgotten; one that is being deleted may be there or not. */
    private void assertFiles() {
        Set<String> found = new HashSet<>(host.files());
        for (LayeredDisk disk : disks) {
            for (Layer layer : disk.layers()) {
                boolean there = found.remove(layer.getPath());
                if (!there && layer.getState() != LayerState.DELETING) {
                    throw new AssertionError("The file " + layer.getPath() + " is gone");
                }
            }
        }
        if (!found.isEmpty()) {
            throw new AssertionError("No layer names " + found);
        }
    }

    private Stream<Pin> pins() {
        return Stream.concat(snapshots.stream(), safetyPoints.stream());
    }

    private Set<String> pinnedIds() {
        Set<String> ids = new HashSet<>();
        pins().forEach(pin -> pin.layers().forEach(layer -> ids.add(layer.getId())));
        return ids;
    }

    private List<Layer> heads() {
        return disks.stream().map(LayeredDisk::head).toList();
    }

    private Pin present() {
        return new Pin(heads(), disks.stream().map(LayeredDisk::content).toList());
    }

    private List<Overlay> overlays(List<Layer> backings) {
        List<Overlay> overlays = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            String target = disks.get(i).target();
            overlays.add(new Overlay(target, host.newPath(target), backings.get(i).getPath()));
        }
        return overlays;
    }

    private void putOn(Pin pin, List<Overlay> overlays) {
        for (int i = 0; i < disks.size(); i++) {
            disks.get(i).standOn(pin.layers().get(i), pin.contents().get(i), overlays.get(i).path());
        }
    }
}
