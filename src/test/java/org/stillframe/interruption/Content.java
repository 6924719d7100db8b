package org.stillframe.interruption;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server's disks hold: one number in each of their slots. */
final class Content {
    static final int SLOTS = 6;

    /** Slots lie in clusters of their own, so that each layer holds some and reads the others from below. */
    static final int SLOT_DISTANCE = 80_000;

    private final Map<String, long[]> disks = new LinkedHashMap<>();

    private Content() {}

    static Content empty(List<String> targets) {
        Content content = new Content();
        targets.forEach(target -> content.disks.put(target, new long[SLOTS]));
        return content;
    }

    Content copy() {
        Content copy = new Content();
        disks.forEach((target, slots) -> copy.disks.put(target, slots.clone()));
        return copy;
    }

    Iterable<String> targets() {
        return disks.keySet();
    }

    long[] of(String target) {
        return disks.get(target);
    }

    void set(String target, int slot, long value) {
        disks.get(target)[slot] = value;
    }

    String text(String target) {
        return Arrays.toString(disks.get(target));
    }
}
