package org.stillframe.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.stillframe.hypervisor.Merge;
import org.stillframe.layer.Action.Ending;

/** Reclaim of a server's layers, step by step as the service does it; each step may end in every way that it can end in. */
final class LifeReclaim {
    private final LayeredHost host;
    private final List<LayeredDisk> disks;
    private final Supplier<Set<String>> pinned;
    private final Figures figures;

    /** @param pinned ids of the layers that are pinned at that moment */
    LifeReclaim(LayeredHost host, List<LayeredDisk> disks, Supplier<Set<String>> pinned, Figures figures) {
        this.host = host;
        this.disks = disks;
        this.pinned = pinned;
        this.figures = figures;
    }

    /** What was written down comes first. Returns whether there was anything to do. */
    boolean step(Ending ending, int percent) {
        for (LayeredDisk disk : disks) {
            Optional<Layer> merging = disk.inState(LayerState.MERGING);
            Optional<Layer> deleting = disk.inState(LayerState.DELETING);
            if (merging.isPresent()) {
                merge(disk, merging.get(), ending, percent);
                return true;
            }
            if (deleting.isPresent()) {
                delete(disk, deleting.get(), ending);
                return true;
            }
        }
        for (LayeredDisk disk : disks) {
            Optional<ReclaimStep> step = disk.next(pinned.get());
            if (step.isPresent()) {
                begin(disk, step.get(), ending, percent);
                return true;
            }
        }
        return false;
    }

    private void begin(LayeredDisk disk, ReclaimStep step, Ending ending, int percent) {
        if (step instanceof ReclaimStep.Delete delete) {
            Layer layer = disk.layer(delete.layer());
            requireDispensable(disk, layer);
            assertThat(disk.children(layer)).as("children of what is deleted").isEmpty();
            layer.deleting("reclaim");
            delete(disk, layer, ending);
        } else if (step instanceof ReclaimStep.MergeDown down) {
            Layer base = disk.layer(down.base());
            requireDispensable(disk, base);
            assertThat(disk.onlyChild(base)).isSameAs(disk.layer(down.top()));
            assertThat(disk.children(disk.onlyChild(base)))
                    .isEqualTo(down.child() == null ? List.of() : List.of(disk.layer(down.child())));
            base.merging("reclaim");
            merge(disk, base, ending, percent);
        }
    }

    private void requireDispensable(LayeredDisk disk, Layer layer) {
        assertThat(pinned.get()).as("pinned").doesNotContain(layer.getId());
        assertThat(layer).as("the head").isNotSameAs(disk.head());
        assertThat(LayeredDisk.isOwned(layer)).as("owned").isTrue();
    }

    private void delete(LayeredDisk disk, Layer layer, Ending ending) {
        if (ending != Ending.KILLED) {
            host.delete(layer.getPath());
            figures.count("deletions");
        }
        if (ending == Ending.DONE || ending == Ending.INTERRUPTED) {
            disk.remove(layer);
        }
    }

    private void merge(LayeredDisk disk, Layer base, Ending ending, int percent) {
        Merge merge = disk.merge(base);
        figures.count("merge " + kind(disk, base) + ", " + ending.name().toLowerCase(Locale.ROOT));
        switch (ending) {
            case DONE -> {
                host.merge(merge);
                base.giveFileTo(disk.onlyChild(base), "reclaim");
            }
            case INTERRUPTED -> {
                host.interrupt(merge, percent);
                settle(disk, base);
            }
            case KILLED -> host.leave(merge, percent);
            case UNRECORDED -> host.merge(merge);
        }
    }

    private String kind(LayeredDisk disk, Layer base) {
        boolean open = disk.chain(disk.head()).contains(base);
        String where = !open ? "outside the chain" : disk.onlyChild(base) == disk.head() ? "of the head" : "inside the chain";
        return where + (host.isRunning() ? ", running" : ", stopped");
    }

    /** What a user's operation does first: no merge may be left in hand. */
    void standAside() {
        if (disks.stream().anyMatch(disk -> disk.inState(LayerState.MERGING).isPresent())) {
            host.abort();
            disks.forEach(disk -> disk.inState(LayerState.MERGING).ifPresent(base -> settle(disk, base)));
        }
    }

    private void settle(LayeredDisk disk, Layer base) {
        if (host.isMerged(disk.merge(base))) {
            base.giveFileTo(disk.onlyChild(base), "reclaim");
            figures.count("merge found done");
        } else {
            base.made();
            figures.count("merge found undone");
        }
    }
}
