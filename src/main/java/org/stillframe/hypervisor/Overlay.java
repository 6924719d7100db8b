package org.stillframe.hypervisor;

import static java.util.Objects.requireNonNull;

/**
 * A new head that is to be put on one disk.
 *
 * @param target the disk, for instance {@code vda}
 * @param path absolute path of the qcow2 file that will be made; chosen and stored by the caller beforehand, so that an
 *     interrupted call can be recognised and repeated
 * @param backing absolute path of the existing file that it reads through to
 */
public record Overlay(String target, String path, String backing) {
    public Overlay {
        requireNonNull(target, "target is null");
        requireNonNull(path, "path is null");
        requireNonNull(backing, "backing is null");
    }
}
