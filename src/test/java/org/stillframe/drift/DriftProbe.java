package org.stillframe.drift;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.VolumeInfo;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.layer.LayerState;

/** What the service would know of a server of a real host, and what it would find of it there now. */
public final class DriftProbe {
    private static final long SERVER = 1;

    private final Hypervisor hypervisor;
    private final DomainRef domain;
    private final String name;
    private final List<KnownDisk> disks = new ArrayList<>();
    private final List<KnownSnapshot> snapshots = new ArrayList<>();

    /** Takes the server up as it is. */
    public DriftProbe(Hypervisor hypervisor, DomainRef domain) {
        this.hypervisor = hypervisor;
        this.domain = domain;
        DomainInfo found = hypervisor.inspect(domain);
        this.name = found.name();
        found.disksAndNvram().forEach(this::takeUp);
    }

    private void takeUp(DiskInfo disk) {
        List<KnownLayer> layers = new ArrayList<>();
        String parent = null;
        for (int i = disk.chain().size() - 1; i >= 0; i--) {
            VolumeInfo file = disk.chain().get(i);
            parent = UUID.randomUUID().toString();
            String below = layers.isEmpty() ? null : layers.get(layers.size() - 1).id();
            layers.add(new KnownLayer(
                    parent, below, file.path(), LayerState.READY, i == 0 ? LayerOrigin.ADOPTED : LayerOrigin.FOREIGN, Set.of(),
                    Set.of()));
        }
        disks.add(new KnownDisk(disks.size(), disk.target(), parent, layers));
    }

    /** The name of a layer that the service would make beside that file. */
    public String layer(String beside) {
        String file = "stillframe-" + domain.uuid() + "-" + UUID.randomUUID() + ".qcow2";
        return Path.of(beside).resolveSibling(file).toString();
    }

    /** The head of that disk was frozen for the snapshot, or for nobody if that is 0; the file is the head now. */
    public void cut(String target, String file, long snapshot) {
        KnownDisk disk = disk(target);
        List<KnownLayer> layers = new ArrayList<>();
        for (KnownLayer layer : disk.layers()) {
            boolean frozen = layer.id().equals(disk.head()) && snapshot != 0;
            layers.add(frozen
                    ? new KnownLayer(
                            layer.id(), layer.parent(), layer.path(), layer.state(), layer.origin(), Set.of(snapshot), Set.of())
                    : layer);
        }
        if (snapshot != 0) {
            snapshots.add(new KnownSnapshot(snapshot, "snapshot-" + snapshot, KnownSnapshot.State.COMPLETED));
        }
        put(disk, layers, file, disk.head(), LayerOrigin.CUT);
    }

    /** The disk went back to the layer that lives in that file; the new file is the head now. */
    public void restored(String target, String file, String to) {
        KnownDisk disk = disk(target);
        put(disk, new ArrayList<>(disk.layers()), file, disk.at(to).orElseThrow().id(), LayerOrigin.RESTORE);
    }

    private void put(KnownDisk disk, List<KnownLayer> layers, String file, String parent, LayerOrigin origin) {
        String id = UUID.randomUUID().toString();
        layers.add(new KnownLayer(id, parent, file, LayerState.READY, origin, Set.of(), Set.of()));
        disks.set(disks.indexOf(disk), new KnownDisk(disk.id(), disk.target(), id, layers));
    }

    private KnownDisk disk(String target) {
        return disks.stream().filter(disk -> disk.target().equals(target)).findFirst().orElseThrow();
    }

    /** Kind and subject of everything that is found; of a path only the file's name. */
    public List<String> find() {
        KnownServer server = new KnownServer(SERVER, name, domain.uuid(), name, Set.of(), false, disks, snapshots);
        HostSight sight = HostLook.at(hypervisor, domain.host(), List.of(server));
        return new DriftFinder(List.of(server), new HashSet<>(Set.of(domain.uuid())), sight)
                .find().stream()
                        .map(finding -> finding.kind().code() + " "
                                + finding.subject().substring(finding.subject().lastIndexOf('/') + 1))
                        .sorted()
                        .toList();
    }
}
