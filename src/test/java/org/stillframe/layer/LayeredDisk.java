package org.stillframe.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.stillframe.layer.ReclaimStep.Delete;
import org.stillframe.layer.ReclaimStep.MergeDown;

/** A disk kept twice: in layers, as the service does, and as a whole copy per pin and one for the head. */
final class LayeredDisk {
    private static final int CLUSTERS = 6;

    private static final class Layer {
        private final boolean owned;
        private UUID parent;
        private Map<Integer, Long> file = new TreeMap<>();

        private Layer(UUID parent, boolean owned) {
            this.parent = parent;
            this.owned = owned;
        }
    }

    private record Pin(UUID layer, long[] content) {}

    private final RandomGenerator random;
    private final Map<UUID, Layer> layers = new LinkedHashMap<>();
    private final List<Pin> pins = new ArrayList<>();
    private UUID head;
    private long[] headContent = new long[CLUSTERS];
    private int merges;

    /** Some of the lowest layers belong to others. */
    LayeredDisk(RandomGenerator random) {
        this.random = random;
        int foreign = random.nextInt(3);
        for (int i = 0; i < foreign; i++) {
            head = add(head, false);
            write();
        }
        head = add(head, true);
    }

    void write() {
        for (int i = random.nextInt(3); i >= 0; i--) {
            int cluster = random.nextInt(CLUSTERS);
            long value = random.nextLong();
            layers.get(head).file.put(cluster, value);
            headContent[cluster] = value;
        }
    }

    void create() {
        pins.add(new Pin(head, headContent.clone()));
        head = add(head, true);
    }

    /** With or without a safety point. */
    void restore() {
        if (pins.isEmpty()) {
            return;
        }
        if (random.nextBoolean()) {
            pins.add(new Pin(head, headContent.clone()));
        }
        Pin pin = pins.get(random.nextInt(pins.size()));
        head = add(pin.layer(), true);
        headContent = pin.content().clone();
    }

    void delete() {
        if (!pins.isEmpty()) {
            pins.remove(random.nextInt(pins.size()));
        }
    }

    /** Does the next step; a merge may be interrupted. Returns false if there was none. */
    boolean reclaim(boolean mayBeInterrupted) {
        ReclaimStep step = tree().next().orElse(null);
        if (step instanceof Delete delete) {
            delete(delete.layer());
        } else if (step instanceof MergeDown merge) {
            mergeDown(merge, mayBeInterrupted && random.nextInt(4) == 0);
        }
        return step != null;
    }

    void assertContents() {
        assertReads(head, headContent);
        pins.forEach(pin -> assertReads(pin.layer(), pin.content()));
    }

    long ownedLayers() {
        return layers.values().stream().filter(layer -> layer.owned).count();
    }

    /** The head counts as one. */
    long pins() {
        return pins.stream().map(Pin::layer).distinct().count() + 1;
    }

    int merges() {
        return merges;
    }

    private LayerTree tree() {
        List<LayerTree.Node> nodes = new ArrayList<>();
        layers.forEach((id, layer) -> nodes.add(
                new LayerTree.Node(id, layer.parent, isPinned(id), id.equals(head), layer.owned)));
        return new LayerTree(nodes);
    }

    private void delete(UUID id) {
        assertDispensable(id);
        assertThat(childrenOf(id)).as("children of what is deleted").isEmpty();
        layers.remove(id);
    }

    private void mergeDown(MergeDown merge, boolean interrupted) {
        assertDispensable(merge.base());
        assertThat(childrenOf(merge.base())).containsExactly(merge.top());
        assertThat(childrenOf(merge.top())).isEqualTo(merge.child() == null ? List.of() : List.of(merge.child()));
        Layer base = layers.get(merge.base());
        Layer top = layers.get(merge.top());
        List<Integer> copied = new ArrayList<>(top.file.keySet());
        for (Integer cluster : copied.subList(0, interrupted ? copied.size() / 2 : copied.size())) {
            base.file.put(cluster, top.file.get(cluster));
        }
        if (!interrupted) {
            top.file = base.file;
            top.parent = base.parent;
            layers.remove(merge.base());
            merges++;
        }
    }

    private void assertDispensable(UUID id) {
        assertThat(isPinned(id)).as("pinned").isFalse();
        assertThat(id).as("the head").isNotEqualTo(head);
        assertThat(layers.get(id).owned).as("owned").isTrue();
    }

    private boolean isPinned(UUID id) {
        return pins.stream().anyMatch(pin -> pin.layer().equals(id));
    }

    private List<UUID> childrenOf(UUID id) {
        return layers.entrySet().stream()
                .filter(entry -> id.equals(entry.getValue().parent))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Called so often that the assertion is only built when it fails. */
    private void assertReads(UUID id, long[] expected) {
        long[] content = read(id);
        if (!Arrays.equals(content, expected)) {
            assertThat(content).as("layer " + id).isEqualTo(expected);
        }
    }

    private long[] read(UUID id) {
        Layer layer = layers.get(id);
        if (layer == null) {
            throw new AssertionError("Referenced layer " + id + " was deleted");
        }
        long[] content = layer.parent == null ? new long[CLUSTERS] : read(layer.parent);
        layer.file.forEach((cluster, value) -> content[cluster] = value);
        return content;
    }

    private UUID add(UUID parent, boolean owned) {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        layers.put(id, new Layer(parent, owned));
        return id;
    }

    @Override
    public String toString() {
        return layers.size() + " layers, pins " + Arrays.toString(pins.stream().map(Pin::layer).toArray());
    }
}
