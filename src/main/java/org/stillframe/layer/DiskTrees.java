package org.stillframe.layer;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads the layers of a server's disks. */
@Stateless
public class DiskTrees {
    @PersistenceContext
    private EntityManager entityManager;

    /** All disks of a server on which no user's operation works. The caller holds the lock of the server's row. */
    public List<DiskTree> of(long serverId) {
        return entityManager
                .createQuery("select d from Disk d where d.serverId = :server order by d.id", Disk.class)
                .setParameter("server", serverId)
                .getResultStream()
                .map(this::tree)
                .toList();
    }

    /** What a server's disks are made of, as shown to its operator. */
    public LayerCount count(long serverId) {
        List<DiskTree> disks = of(serverId);
        return new LayerCount(
                disks.size(),
                disks.stream().mapToInt(disk -> disk.nodes().size()).sum(),
                disks.stream().mapToInt(DiskTree::depth).max().orElse(0));
    }

    private DiskTree tree(Disk disk) {
        // What is being deleted reads through to nothing, and nobody reads through to it.
        List<Layer> layers = entityManager
                .createQuery(
                        "select l from Layer l where l.diskId = :disk and l.state <> :deleting order by l.createdAt, l.id",
                        Layer.class)
                .setParameter("disk", disk.getId())
                .setParameter("deleting", LayerState.DELETING)
                .getResultList();
        Map<Long, UUID> snapshots = new HashMap<>();
        Set<UUID> safetyPoints = new HashSet<>();
        for (Object[] pin : pins(disk)) {
            UUID layer = UUID.fromString((String) pin[0]);
            if (pin[1] == null) {
                safetyPoints.add(layer);
            } else {
                snapshots.put((Long) pin[1], layer);
            }
        }
        return new DiskTree(
                layers.stream().map(layer -> node(layer, disk, snapshots, safetyPoints)).toList(),
                layers.stream().collect(Collectors.toMap(layer -> UUID.fromString(layer.getId()), Layer::getPath)),
                snapshots,
                safetyPoints);
    }

    private List<Object[]> pins(Disk disk) {
        return entityManager
                .createQuery(
                        "select p.layerId, p.snapshotId from LayerPin p, Layer l where p.layerId = l.id and l.diskId = :disk",
                        Object[].class)
                .setParameter("disk", disk.getId())
                .getResultList();
    }

    private static LayerTree.Node node(Layer layer, Disk disk, Map<Long, UUID> snapshots, Set<UUID> safetyPoints) {
        UUID id = UUID.fromString(layer.getId());
        return new LayerTree.Node(
                id,
                layer.getParentId() == null ? null : UUID.fromString(layer.getParentId()),
                snapshots.containsValue(id) || safetyPoints.contains(id),
                layer.getId().equals(disk.getHeadLayerId()),
                layer.getOrigin() != LayerOrigin.FOREIGN);
    }
}
