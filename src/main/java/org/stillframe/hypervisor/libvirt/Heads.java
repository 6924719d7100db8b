package org.stillframe.hypervisor.libvirt;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Overlay;

/** Compares wanted heads with those that a definition names. */
final class Heads {
    private Heads() {}

    /** The overlays that are not heads yet. Fails with {@code NOT_LAYERABLE} for a disk that the domain lacks. */
    static List<Overlay> missing(DomainXml xml, List<Overlay> overlays) {
        return overlays.stream()
                .filter(overlay -> !overlay.path().equals(xml.required(overlay.target()).head().path()))
                .toList();
    }

    /** The files that a definition is to name, by target. */
    static Map<String, FileRef> files(List<Overlay> overlays) {
        return overlays.stream()
                .collect(Collectors.toMap(
                        Overlay::target, overlay -> new FileRef(overlay.path(), overlay.isNvram() ? "raw" : "qcow2")));
    }

    /** Fails unless each overlay is to stand on the disk's present head. */
    static void requireBackings(DomainXml xml, List<Overlay> overlays) {
        for (Overlay overlay : overlays) {
            String head = xml.required(overlay.target()).head().path();
            if (!overlay.backing().equals(head)) {
                throw new HypervisorException(
                        Kind.FAILED,
                        "The head of disk " + overlay.target() + " is " + head + " and not " + overlay.backing());
            }
        }
    }
}
