package org.stillframe.hypervisor;

import static java.util.Objects.requireNonNull;

/**
 * Commits one file of a chain into the file directly below it. Afterwards {@code base} reads as {@code top} did, whatever stood
 * on {@code top} stands on {@code base}, and nothing refers to {@code top} any more.
 *
 * @param target the disk, for instance {@code vda}
 * @param base absolute path of the lower file, which nobody else needs
 * @param top absolute path of the upper file; its only parent is {@code base}
 * @param child absolute path of the only file that stands on {@code top}, or null if none does
 * @param bytesPerSecond upper bound for the copying, 0 for none
 * @param roomKept bytes that are to stay free on the storage of {@code base}; with less, the merge ends; 0 for none
 */
public record Merge(String target, String base, String top, String child, long bytesPerSecond, long roomKept) {
    public Merge {
        requireNonNull(target, "target is null");
        requireNonNull(base, "base is null");
        requireNonNull(top, "top is null");
    }

    /** One that keeps no room. */
    public Merge(String target, String base, String top, String child, long bytesPerSecond) {
        this(target, base, top, child, bytesPerSecond, 0);
    }

    /** The same for two files on which nothing stands (any more). */
    public Merge withoutChild() {
        return new Merge(target, base, top, null, bytesPerSecond, roomKept);
    }
}
