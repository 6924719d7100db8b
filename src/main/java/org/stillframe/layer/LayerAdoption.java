package org.stillframe.layer;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/**
 * Takes what others did to a server's disks for the truth. Only rows change: no file is made, written to or deleted. Callers hold
 * the lock of the server's row.
 */
@Stateless
public class LayerAdoption {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Clock clock;

    /**
     * The disk has this head now. What lies above the uppermost known file becomes the server's own; unknown files further
     * down stay those of others. The former head is dropped if nothing stands on it or pins it; its file stays.
     *
     * @param files the disk's chain, head first
     * @throws ServiceException with {@code REPAIR_NOT_OFFERED} if one of them belongs to another server
     */
    public void takeHead(long diskId, List<String> files) {
        Disk disk = entityManager.find(Disk.class, diskId);
        Map<String, Layer> known = known(diskId);
        int own = 0;
        while (own < files.size() && !known.containsKey(files.get(own))) {
            own++;
        }
        Layer former = known.values().stream()
                .filter(layer -> layer.getId().equals(disk.getHeadLayerId()))
                .findFirst()
                .orElse(null);
        disk.setHead(chain(disk, files, known, own == files.size() ? 1 : own));
        if (former != null && !files.contains(former.getPath())) {
            dropUnlessNeeded(former);
        }
    }

    /** The first of these known files of the disk stands on the second, and so on. Unknown ones are those of others. */
    public void takeChain(long diskId, List<String> files) {
        chain(entityManager.find(Disk.class, diskId), files, known(diskId), 0);
    }

    /** @param own how many of the files, from the top, are the server's own if they are not known */
    private Layer chain(Disk disk, List<String> files, Map<String, Layer> known, int own) {
        requireNobodyElses(disk.getServerId(), files.subList(0, own));
        Layer below = null;
        for (int i = files.size() - 1; i >= 0; i--) {
            String parent = below == null ? null : below.getId();
            Layer layer = known.get(files.get(i));
            if (layer == null) {
                LayerOrigin origin = i < own ? LayerOrigin.ADOPTED : LayerOrigin.FOREIGN;
                layer = Layer.found(disk.getId(), parent, files.get(i), origin, clock.instant());
                entityManager.persist(layer);
                entityManager.flush();
            } else {
                layer.standOn(parent);
            }
            below = layer;
        }
        return below;
    }

    private Map<String, Layer> known(long diskId) {
        return layers(diskId).stream()
                .filter(layer -> layer.getState() == LayerState.READY)
                .collect(Collectors.toMap(Layer::getPath, Function.identity(), (one, other) -> one));
    }

    private List<Layer> layers(long diskId) {
        return entityManager
                .createQuery("select l from Layer l where l.diskId = :disk", Layer.class)
                .setParameter("disk", diskId)
                .getResultList();
    }

    private void requireNobodyElses(long serverId, List<String> files) {
        if (files.isEmpty()) {
            return;
        }
        long others = entityManager
                .createQuery(
                        "select count(l) from Layer l, Disk d where l.diskId = d.id and d.serverId <> :server"
                                + " and l.path in :files and l.origin <> :foreign",
                        Long.class)
                .setParameter("server", serverId)
                .setParameter("files", files)
                .setParameter("foreign", LayerOrigin.FOREIGN)
                .getSingleResult();
        if (others > 0) {
            throw new ServiceException(
                    ErrorCode.REPAIR_NOT_OFFERED, "The disk now uses a file that belongs to another server.");
        }
    }

    private void dropUnlessNeeded(Layer layer) {
        if (count("select count(c) from Layer c where c.parentId = :layer", layer) == 0 && !isPinned(layer)) {
            entityManager.remove(layer);
        }
    }

    private boolean isPinned(Layer layer) {
        return count("select count(p) from LayerPin p where p.layerId = :layer", layer) > 0;
    }

    private long count(String query, Layer layer) {
        return entityManager.createQuery(query, Long.class).setParameter("layer", layer.getId()).getSingleResult();
    }

    /** The guest calls the disk by that name now. */
    public void retarget(long diskId, String target) {
        entityManager.find(Disk.class, diskId).retarget(target);
    }

    /**
     * The layer's file lies there now.
     *
     * @throws ServiceException with {@code REPAIR_NOT_OFFERED} if other files name it by the place where it was
     */
    public void moved(String layerId, String path) {
        Layer layer = entityManager.find(Layer.class, layerId);
        if (count("select count(c) from Layer c where c.parentId = :layer", layer) > 0) {
            throw new ServiceException(
                    ErrorCode.REPAIR_NOT_OFFERED, "Other files stand on the file that was moved. Move it back.");
        }
        layer.moveTo(path);
    }

    /** Drops a layer whose file is gone and that nobody needs. */
    public void forget(String layerId) {
        dropUnlessNeeded(entityManager.find(Layer.class, layerId));
    }

    /**
     * Drops a disk that the server has no more; its files stay.
     *
     * @throws ServiceException with {@code REPAIR_NOT_OFFERED} if a snapshot or safety point holds any of its layers
     */
    public void forgetDisk(long diskId) {
        if (layers(diskId).stream().anyMatch(this::isPinned)) {
            throw new ServiceException(
                    ErrorCode.REPAIR_NOT_OFFERED,
                    "Snapshots, or restores that can be undone, still hold that disk. Delete them first, or attach it again.");
        }
        drop(entityManager.find(Disk.class, diskId));
    }

    /** Drops all that is known of a server's disks, with every pin; the files stay. */
    public void forgetAll(long serverId) {
        entityManager
                .createQuery("select d from Disk d where d.serverId = :server", Disk.class)
                .setParameter("server", serverId)
                .getResultList()
                .forEach(this::drop);
    }

    private void drop(Disk disk) {
        for (String statement : List.of(
                "delete from LayerPin p where p.layerId in (select l.id from Layer l where l.diskId = :disk)",
                "update Layer l set l.parentId = null where l.diskId = :disk",
                "delete from Layer l where l.diskId = :disk")) {
            entityManager.createQuery(statement).setParameter("disk", disk.getId()).executeUpdate();
        }
        entityManager.remove(disk);
    }
}
