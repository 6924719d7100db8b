package org.stillframe.hypervisor;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A new head that is to be put on one disk; or, for the target {@link DiskInfo#NVRAM}, a copy that is to be made.
 *
 * @param target the disk, for instance {@code vda}
 * @param path absolute path of the file that will be made: qcow2, or the copy; chosen and stored by the caller beforehand, so
 *     that an interrupted call can be recognised and repeated
 * @param backing absolute path of the existing file that it reads through to, or is copied from
 */
public record Overlay(String target, String path, String backing) {
    public Overlay {
        requireNonNull(target, "target is null");
        requireNonNull(path, "path is null");
        requireNonNull(backing, "backing is null");
    }

    public boolean isNvram() {
        return target.equals(DiskInfo.NVRAM);
    }

    /** Those that are heads of disks, without copies of UEFI variables. */
    public static List<Overlay> ofDisks(List<Overlay> overlays) {
        return overlays.stream().filter(overlay -> !overlay.isNvram()).toList();
    }

    /** The copies of UEFI variables alone. */
    public static List<Overlay> ofNvram(List<Overlay> overlays) {
        return overlays.stream().filter(Overlay::isNvram).toList();
    }
}
