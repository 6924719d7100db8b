package org.stillframe.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;

/** Files that hold the slots that were written to them, and read the others from the file below. */
final class MemoryHost implements LayeredHost {
    private static final class MemoryFile {
        private final Map<Integer, Byte> slots = new TreeMap<>();
        private String backing;
    }

    private final Map<String, MemoryFile> files = new HashMap<>();
    private final Map<String, String> heads = new HashMap<>();
    private boolean running;
    private int made;

    MemoryHost(int disks, int foreign) {
        for (String target : LayeredHost.targets(disks)) {
            for (int file = 0; file < foreign; file++) {
                putOn(target, newPath(target), heads.get(target));
                write(target, 0, SLOTS, FOREIGN);
            }
            putOn(target, newPath(target), heads.get(target));
        }
    }

    private void putOn(String target, String path, String backing) {
        MemoryFile file = new MemoryFile();
        file.backing = backing;
        assertThat(files.put(path, file)).as("file that was there already").isNull();
        heads.put(target, path);
    }

    @Override
    public List<String> chain(String target) {
        List<String> chain = new ArrayList<>();
        for (String path = heads.get(target); path != null; path = file(path).backing) {
            chain.add(path);
        }
        return chain;
    }

    @Override
    public String newPath(String target) {
        made++;
        return target + "-" + made;
    }

    @Override
    public void write(String target, int slot, int slots, byte value) {
        for (int each = slot; each < Math.min(slot + slots, SLOTS); each++) {
            file(heads.get(target)).slots.put(each, value);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void cut(List<Overlay> overlays) {
        overlays.forEach(overlay -> assertThat(heads.get(overlay.target())).isEqualTo(overlay.backing()));
        switchHeads(overlays);
    }

    @Override
    public void switchHeads(List<Overlay> overlays) {
        for (Overlay overlay : overlays) {
            file(overlay.backing());
            putOn(overlay.target(), overlay.path(), overlay.backing());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public void merge(Merge merge) {
        if (!isMerged(merge)) {
            copy(merge, 100);
            if (merge.child() != null) {
                file(merge.child()).backing = merge.base();
            } else {
                heads.replace(merge.target(), merge.top(), merge.base());
            }
        }
    }

    @Override
    public void interrupt(Merge merge, int percent) {
        if (!isMerged(merge)) {
            copy(merge, percent);
        }
    }

    private void copy(Merge merge, int percent) {
        Map<Integer, Byte> upper = file(merge.top()).slots;
        upper.entrySet().stream()
                .limit(upper.size() * percent / 100)
                .forEach(slot -> file(merge.base()).slots.put(slot.getKey(), slot.getValue()));
    }

    /** Whether nothing stands on the upper file any more; a file that is in use must not be written to again. */
    @Override
    public void leave(Merge merge, int percent) {
        interrupt(merge, percent);
    }

    @Override
    public void abort() {}

    @Override
    public boolean isMerged(Merge merge) {
        List<String> chain = chain(merge.target());
        if (chain.contains(merge.top())) {
            return false;
        }
        return chain.contains(merge.base())
                || !files.containsKey(merge.top())
                || (merge.child() != null && merge.base().equals(file(merge.child()).backing));
    }

    @Override
    public Map<String, String> heads() {
        return heads;
    }

    @Override
    public void delete(String path) {
        assertThat(heads).as("heads when a file is deleted").doesNotContainValue(path);
        files.forEach((upper, file) -> {
            if (path.equals(file.backing)) {
                throw new AssertionError(upper + " stands on " + path + ", which is to be deleted");
            }
        });
        files.remove(path);
    }

    @Override
    public Set<String> files() {
        return files.keySet();
    }

    @Override
    public String digest(String path) {
        byte[] content = new byte[SLOTS];
        fill(path, content);
        return digest(content);
    }

    private void fill(String path, byte[] content) {
        MemoryFile file = file(path);
        if (file.backing != null) {
            fill(file.backing, content);
        }
        file.slots.forEach((slot, value) -> content[slot] = value);
    }

    @Override
    public String digest(byte[] content) {
        return HexFormat.of().formatHex(content);
    }

    private MemoryFile file(String path) {
        MemoryFile file = files.get(path);
        if (file == null) {
            throw new AssertionError("There is no file " + path);
        }
        return file;
    }
}
