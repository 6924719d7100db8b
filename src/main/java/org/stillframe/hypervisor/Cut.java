package org.stillframe.hypervisor;

import java.util.List;

/**
 * What is to be cut of a domain, decided by whoever has looked at it.
 *
 * @param overlays the new heads; none if nothing is to be cut
 * @param quiesce for a running domain: have the guest agent freeze the file systems around the cut
 */
public record Cut(List<Overlay> overlays, boolean quiesce) {
    public Cut {
        overlays = List.copyOf(overlays);
    }

    /** Nothing is to be cut. */
    public static Cut none() {
        return new Cut(List.of(), false);
    }

    public boolean isNone() {
        return overlays.isEmpty();
    }
}
