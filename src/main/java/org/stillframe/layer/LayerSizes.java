package org.stillframe.layer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.Extents;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.VolumeInfo;

/** Reads from a host what the snapshots of one server cost. Each file is looked at once at most, and nothing is changed. */
public final class LayerSizes {
    private static final String OWN_FORMAT = "qcow2";
    private static final VolumeInfo ABSENT = new VolumeInfo("", OWN_FORMAT, 0, 0);

    private final Hypervisor hypervisor;
    private final String host;
    /** As found in the domain's present chains; what lies in none of these the service has made. */
    private final Map<String, VolumeInfo> files;

    public LayerSizes(Hypervisor hypervisor, DomainInfo domain) {
        this.hypervisor = hypervisor;
        this.host = domain.ref().host();
        this.files = domain.disks().stream()
                .flatMap(disk -> disk.chain().stream())
                .collect(Collectors.toMap(VolumeInfo::path, Function.identity(), (one, same) -> one, HashMap::new));
    }

    /** By the snapshot's id. */
    public Map<Long, LayerSize> bySnapshot(List<DiskTree> disks) {
        Map<Long, LayerSize> sizes = new HashMap<>();
        for (DiskTree disk : disks) {
            ReclaimForecast forecast = new ReclaimForecast(disk.nodes(), layer -> file(disk.paths().get(layer)));
            for (long snapshot : disk.snapshots().keySet()) {
                sizes.merge(snapshot, size(disk, snapshot, forecast), LayerSize::plus);
            }
        }
        return sizes;
    }

    private LayerSize size(DiskTree disk, long snapshot, ReclaimForecast forecast) {
        long occupied = 0;
        for (UUID layer : disk.chain(snapshot)) {
            occupied += volume(disk.paths().get(layer)).allocatedBytes();
        }
        return new LayerSize(occupied, forecast.freedBytes(disk.pinnedOnlyBy(snapshot)));
    }

    /** A planned head whose making failed has a row until it is reclaimed, but perhaps no file. */
    private LayerFile file(String path) {
        VolumeInfo volume = volume(path);
        Extents extents = volume == ABSENT
                ? Extents.flat(1, 0)
                : hypervisor.extents(host, path, volume.format());
        return new LayerFile(volume.allocatedBytes(), extents);
    }

    private VolumeInfo volume(String path) {
        return files.computeIfAbsent(path, unknown -> {
            VolumeInfo found = hypervisor.volume(host, unknown);
            return found == null ? ABSENT : new VolumeInfo(unknown, OWN_FORMAT, found.capacityBytes(), found.allocatedBytes());
        });
    }
}
