package org.stillframe.drift;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.stillframe.drift.HostSight.Presence;
import org.stillframe.hypervisor.DomainLayout;

/** The files of one disk's layers: whether they are there, and what each stands on. */
final class LayerDrift {
    private final KnownServer server;
    private final KnownDisk disk;
    private final DomainLayout domain;
    private final HostSight sight;
    private final List<Finding> found = new ArrayList<>();

    /** @param domain null if it is gone */
    LayerDrift(KnownServer server, KnownDisk disk, DomainLayout domain, HostSight sight) {
        this.server = server;
        this.disk = disk;
        this.domain = domain;
        this.sight = sight;
    }

    List<Finding> find() {
        for (KnownLayer layer : disk.layers()) {
            if (layer.hasFile()) {
                file(layer);
            }
        }
        return found;
    }

    /** Whether a layer's file is known not to hold any more what the layer reads. */
    static boolean isGone(KnownDisk disk, KnownLayer layer, HostSight sight) {
        return layer.hasFile()
                && (sight.presence(layer.path()) == Presence.ABSENT || isOverwritten(disk, layer, sight));
    }

    /** What the service made as qcow2 has a header as long as it lives. */
    private static boolean isOverwritten(KnownDisk disk, KnownLayer layer, HostSight sight) {
        return layer.isMade()
                && !disk.isNvram()
                && sight.file(layer.path()).filter(file -> !file.format().equals("qcow2")).isPresent();
    }

    private void file(KnownLayer layer) {
        if (sight.moved().containsKey(layer.path())) {
            add(
                    DriftKind.LAYER_MOVED,
                    layer.path(),
                    "The file " + layer.path() + " lies at " + sight.moved().get(layer.path())
                            + ". Move it back and repair; or adopt, if no other file stands on it.");
        } else if (sight.presence(layer.path()) == Presence.ABSENT) {
            absent(layer);
        } else if (isOverwritten(disk, layer, sight)) {
            add(
                    DriftKind.LAYER_OVERWRITTEN,
                    layer.path(),
                    "The file " + layer.path() + " is no qcow2 file any more: it was overwritten or cut off. Bring it back from a"
                            + " backup and repair.");
        } else if (sight.presence(layer.path()) == Presence.PRESENT && !disk.isNvram() && !disk.isMerging()) {
            standing(layer);
        }
    }

    private void absent(KnownLayer layer) {
        boolean runs = domain != null && domain.isActive();
        if (disk.isNvram() && isHead(layer)) {
            add(
                    DriftKind.NVRAM_MISSING,
                    disk.target(),
                    "The file of the UEFI variables, " + layer.path() + ", is gone. Bring it back and repair; the next start"
                            + " would make a new one from the template.");
        } else if (isHead(layer) && runs) {
            add(
                    DriftKind.HEAD_DELETED,
                    disk.target(),
                    "The head of disk " + disk.target() + ", " + layer.path() + ", was deleted while the server runs. It still"
                            + " has it open: do not stop it before its data is copied (virsh blockcopy).");
        } else if (isHead(layer)) {
            add(
                    DriftKind.HEAD_MISSING,
                    disk.target(),
                    "The head of disk " + disk.target() + ", " + layer.path() + ", is gone. Bring it back and repair; or restore"
                            + " a snapshot that does not need it.");
        } else if (disk.chain(disk.headLayer()).contains(layer)) {
            add(
                    DriftKind.CHAIN_BROKEN,
                    layer.path(),
                    "The file " + layer.path() + ", which disk " + disk.target() + " reads through to, is gone. "
                            + (runs
                                    ? "The running server still has it open: do not stop it before its data is copied."
                                    : "The server will not start. Bring it back and repair."));
        } else if (disk.pinnedOver(layer).isEmpty()) {
            add(
                    DriftKind.LAYER_MISSING,
                    layer.path(),
                    "The file " + layer.path() + " is gone. Nothing needs it any more; forget drops what is known of it.");
        }
    }

    private void standing(KnownLayer layer) {
        KnownLayer parent = disk.parent(layer);
        String expected = parent == null ? null : Path.of(parent.path()).normalize().toString();
        String actual = sight.backing(layer.path());
        if (Objects.equals(expected, actual)) {
            return;
        }
        String changed = "The file " + layer.path() + " stood on " + (expected == null ? "nothing" : expected);
        if (actual == null) {
            add(
                    DriftKind.CHAIN_FLATTENED,
                    layer.path(),
                    changed + " and stands on nothing now: its data was pulled up (virsh blockpull), or it was converted. Adopt"
                            + " notes that.");
        } else if (disk.at(actual).filter(disk.chain(layer)::contains).isPresent()) {
            add(
                    DriftKind.CHAIN_SHORTENED,
                    layer.path(),
                    changed + " and stands on " + actual + " now. If data was committed into that (virsh blockcommit), the"
                            + " snapshots that read it have changed: restore one to a copy and look. Adopt notes the new order.");
        } else {
            add(
                    DriftKind.CHAIN_FOREIGN,
                    layer.path(),
                    changed + " and stands on " + actual + " now, which is not known. Adopt notes that; files of others are"
                            + " never written to.");
        }
    }

    private boolean isHead(KnownLayer layer) {
        return layer.id().equals(disk.head());
    }

    private void add(DriftKind kind, String subject, String detail) {
        found.add(new Finding(server.id(), null, kind, subject, detail));
    }
}
