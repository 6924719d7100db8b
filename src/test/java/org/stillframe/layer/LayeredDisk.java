package org.stillframe.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.stillframe.hypervisor.Merge;

/** The rows that the service keeps of one disk, and a whole copy of what its head should read as. */
final class LayeredDisk {
    private final long number;
    private final String target;
    private final List<Layer> layers = new ArrayList<>();
    private Layer head;
    private byte[] content = new byte[LayeredHost.SLOTS];

    /** @param chain its files, head first */
    LayeredDisk(int number, String target, List<String> chain) {
        this.number = number;
        this.target = target;
        for (int i = chain.size() - 1; i >= 0; i--) {
            head = add(chain.get(i), head, i == 0 ? LayerOrigin.ADOPTED : LayerOrigin.FOREIGN);
        }
        if (chain.size() > 1) {
            Arrays.fill(content, LayeredHost.FOREIGN);
        }
    }

    private Layer add(String path, Layer parent, LayerOrigin origin) {
        Layer layer = Layer.found(number, parent == null ? null : parent.getId(), path, origin, Instant.EPOCH);
        layers.add(layer);
        return layer;
    }

    String target() {
        return target;
    }

    Layer head() {
        return head;
    }

    byte[] content() {
        return content.clone();
    }

    void write(int from, int slots, byte value) {
        for (int slot = from; slot < Math.min(from + slots, content.length); slot++) {
            content[slot] = value;
        }
    }

    /** A new head that stands on the layer, which reads as that content. */
    void standOn(Layer layer, byte[] itsContent, String path) {
        head = add(path, layer, LayerOrigin.CUT);
        content = itsContent.clone();
    }

    List<Layer> layers() {
        return List.copyOf(layers);
    }

    Optional<Layer> inState(LayerState state) {
        return layers.stream().filter(layer -> layer.getState() == state).findFirst();
    }

    Optional<ReclaimStep> next(Set<String> pinned) {
        return new LayerTree(layers.stream()
                        .map(layer -> new LayerTree.Node(
                                UUID.fromString(layer.getId()),
                                layer.getParentId() == null ? null : UUID.fromString(layer.getParentId()),
                                pinned.contains(layer.getId()),
                                layer == head,
                                isOwned(layer)))
                        .toList())
                .next();
    }

    Layer layer(UUID id) {
        return layers.stream().filter(layer -> layer.getId().equals(id.toString())).findFirst().orElseThrow();
    }

    Layer onlyChild(Layer layer) {
        List<Layer> children = children(layer);
        assertThat(children).as("children of what is merged").hasSize(1);
        return children.get(0);
    }

    /** The merge of the only child of {@code base} into it. */
    Merge merge(Layer base) {
        Layer top = onlyChild(base);
        List<Layer> above = children(top);
        assertThat(above).as("children of what is merged down").hasSizeLessThan(2);
        return new Merge(target, base.getPath(), top.getPath(), above.isEmpty() ? null : above.get(0).getPath(), 0);
    }

    List<Layer> children(Layer layer) {
        return layers.stream().filter(each -> layer.getId().equals(each.getParentId())).toList();
    }

    void remove(Layer layer) {
        layers.remove(layer);
    }

    /** From that layer down to the root. */
    List<Layer> chain(Layer top) {
        List<Layer> chain = new ArrayList<>();
        for (Layer layer = top; layer != null; ) {
            chain.add(layer);
            layer = layer.getParentId() == null ? null : layer(UUID.fromString(layer.getParentId()));
        }
        return chain;
    }

    static boolean isOwned(Layer layer) {
        return layer.getOrigin() != LayerOrigin.FOREIGN;
    }
}
