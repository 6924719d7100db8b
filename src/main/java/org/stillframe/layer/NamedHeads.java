package org.stillframe.layer;

import java.util.List;
import java.util.Optional;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.Overlay;

/**
 * The new heads that an operation has named before any of them is made.
 *
 * @param origin what they are made for
 */
public record NamedHeads(LayerOrigin origin, List<Named> all) {
    /**
     * @param layer the new head
     * @param disk whose head it is to be
     * @param parent the layer that it is to stand on
     */
    record Named(Layer layer, Disk disk, Layer parent) {
        Overlay overlay() {
            return new Overlay(disk.getTarget(), layer.getPath(), parent.getPath());
        }
    }

    public NamedHeads {
        all = List.copyOf(all);
    }

    /** What was named for that disk. */
    Optional<Named> of(Disk disk) {
        return all.stream().filter(named -> named.disk().getId() == disk.getId()).findFirst();
    }

    /** As the hypervisor is asked for them. */
    public List<Overlay> overlays() {
        return all.stream().map(Named::overlay).toList();
    }

    /**
     * Whether each is the head of its disk, on the backing it was to have. Where disks are cut, UEFI variables have been copied
     * before, and are no heads.
     */
    public boolean areHeadsOf(DomainInfo domain) {
        List<Overlay> heads = origin == LayerOrigin.CUT ? Overlay.ofDisks(overlays()) : overlays();
        return !heads.isEmpty() && heads.stream().allMatch(overlay -> isHead(overlay, domain));
    }

    /** Whether something has been cut already. */
    boolean isAnyHeadOf(DomainInfo domain) {
        return overlays().stream()
                .anyMatch(overlay -> domain.disk(overlay.target())
                        .filter(disk -> disk.head().path().equals(overlay.path()))
                        .isPresent());
    }

    private static boolean isHead(Overlay overlay, DomainInfo domain) {
        Optional<DiskInfo> disk = domain.disk(overlay.target());
        return disk.filter(found -> found.head().path().equals(overlay.path()))
                .filter(found -> found.isNvram() || standsOn(found, overlay.backing()))
                .isPresent();
    }

    private static boolean standsOn(DiskInfo disk, String backing) {
        return disk.chain().size() > 1 && disk.chain().get(1).path().equals(backing);
    }
}
