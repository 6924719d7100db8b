package org.stillframe.layer;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.VolumeInfo;
import org.stillframe.operation.Operation;

/** What is known of the layers of each server's disks. Callers hold the lock of the server's row. */
@Stateless
public class LayerInventory {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Clock clock;

    /**
     * Takes up disks that are new, and makes sure that the known ones are as they were left.
     *
     * @throws ServiceException with {@code DRIFT_DETECTED} if a disk's head is neither the known one nor one that this
     *     operation planned
     */
    public void align(Operation operation, DomainInfo domain) {
        Map<String, Disk> known = disks(operation.getServerId()).stream()
                .collect(Collectors.toMap(Disk::getTarget, Function.identity()));
        for (DiskInfo found : domain.disksAndNvram()) {
            Disk disk = known.get(found.target());
            if (disk == null) {
                takeUp(operation.getServerId(), found);
            } else if (!found.head().path().equals(head(disk).getPath()) && !isPlanned(operation, found.head().path())) {
                throw changedOutside(found.target());
            }
        }
    }

    private boolean isPlanned(Operation operation, String path) {
        return planned(operation).stream().anyMatch(layer -> layer.getPath().equals(path));
    }

    /** Takes up the disks of a server that has just been adopted. */
    public void takeUp(long serverId, DomainInfo domain) {
        domain.disksAndNvram().forEach(disk -> takeUp(serverId, disk));
    }

    /** Takes up one disk that is not known yet. */
    public void takeUp(long serverId, DiskInfo found) {
        Disk disk = new Disk(serverId, found.target(), "");
        entityManager.persist(disk);
        entityManager.flush();
        Layer parent = null;
        for (int i = found.chain().size() - 1; i >= 0; i--) {
            VolumeInfo file = found.chain().get(i);
            LayerOrigin origin = i == 0 ? LayerOrigin.ADOPTED : LayerOrigin.FOREIGN;
            parent = Layer.found(disk.getId(), parent == null ? null : parent.getId(), file.path(), origin, clock.instant());
            entityManager.persist(parent);
            entityManager.flush();
        }
        disk.setHead(parent);
    }

    /**
     * Names a new head for each disk that the domain has, on top of the present one. What was named before stays named; but before
     * anything was cut, a name for a disk that the domain has no longer is given up.
     */
    public NamedHeads planCut(Operation operation, DomainInfo domain) {
        NamedHeads before = named(operation, LayerOrigin.CUT);
        if (before.isAnyHeadOf(domain)) {
            return before;
        }
        List<NamedHeads.Named> heads = new ArrayList<>();
        for (Disk disk : disks(operation.getServerId())) {
            Optional<NamedHeads.Named> named = before.of(disk);
            if (domain.disk(disk.getTarget()).isPresent()) {
                heads.add(named.orElseGet(() -> plan(operation, domain.ref(), disk, head(disk), LayerOrigin.CUT)));
            } else {
                named.ifPresent(unwanted -> entityManager.remove(unwanted.layer()));
            }
        }
        return new NamedHeads(LayerOrigin.CUT, heads);
    }

    /** Names a new head for each disk that is known, on top of the present one, before anybody has looked at the domain. */
    public NamedHeads planCut(Operation operation, DomainRef domain) {
        return new NamedHeads(
                LayerOrigin.CUT,
                disks(operation.getServerId()).stream()
                        .map(disk -> plan(operation, domain, disk, head(disk), LayerOrigin.CUT))
                        .toList());
    }

    /** Forgets what was named and certainly not made. */
    public void forgetPlanned(Operation operation) {
        planned(operation).forEach(entityManager::remove);
    }

    /** Names a new head for each disk on top of the layer that it is to go back to; what was named before stays named. */
    public void planRestore(Operation operation, DomainInfo domain, List<Layer> frozen) {
        if (named(operation, LayerOrigin.RESTORE).all().isEmpty()) {
            for (Layer layer : frozen) {
                Disk disk = entityManager.find(Disk.class, layer.getDiskId());
                if (domain.disk(disk.getTarget()).isEmpty()) {
                    throw new ServiceException(
                            ErrorCode.DRIFT_DETECTED,
                            "Disk " + disk.getTarget() + ", which is to go back, is no longer in the server.");
                }
                plan(operation, domain.ref(), disk, layer, LayerOrigin.RESTORE);
            }
        }
    }

    private NamedHeads.Named plan(Operation operation, DomainRef domain, Disk disk, Layer parent, LayerOrigin origin) {
        Layer layer =
                Layer.planned(disk, parent, head(disk), domain.uuid(), origin, operation.getId(), clock.instant());
        entityManager.persist(layer);
        return new NamedHeads.Named(layer, disk, parent);
    }

    /**
     * Makes sure that the server's disks can be brought back to what they were at its adoption.
     *
     * @throws ServiceException if one that has layers is not as it was left, or something stands in the way
     */
    public void requireMergeable(long serverId, DomainInfo domain) {
        for (Disk disk : disks(serverId)) {
            if (isFlat(disk)) {
                continue;
            }
            domain.disk(disk.getTarget())
                    .filter(found -> found.head().path().equals(head(disk).getPath()))
                    .orElseThrow(() -> changedOutside(disk.getTarget()));
            if (!domain.blockers().isEmpty()) {
                throw new ServiceException(ErrorCode.NOT_SNAPSHOTTABLE, domain.blockers().get(0).reason());
            }
        }
    }

    /**
     * Forgets the server's disks, when each is on the host what it was at its adoption: its own file over those of others. One
     * that never had layers may have been changed outside meanwhile.
     *
     * @throws ServiceException if a disk still has files of the service's
     */
    public void forget(long serverId, DomainInfo domain) {
        for (Disk disk : disks(serverId)) {
            if (!isFlat(disk) || !domain.disk(disk.getTarget()).map(found -> isFree(disk, found, domain)).orElse(true)) {
                throw new ServiceException(
                        ErrorCode.HYPERVISOR_FAILED, "Disk " + disk.getTarget() + " of the server is not one file again.");
            }
            entityManager
                    .createQuery("update Layer l set l.parentId = null where l.diskId = :disk")
                    .setParameter("disk", disk.getId())
                    .executeUpdate();
            entityManager
                    .createQuery("delete from Layer l where l.diskId = :disk")
                    .setParameter("disk", disk.getId())
                    .executeUpdate();
            entityManager.remove(disk);
        }
    }

    private boolean isFree(Disk disk, DiskInfo found, DomainInfo domain) {
        List<String> known = Stream.iterate(head(disk), Objects::nonNull, this::parent).map(Layer::getPath).toList();
        List<String> files = found.chain().stream().map(VolumeInfo::path).toList();
        return files.equals(known)
                || !files.get(0).equals(known.get(0))
                        && files.stream().noneMatch(file -> Layer.isOurs(file, domain.ref().uuid()));
    }

    private Layer parent(Layer layer) {
        return layer.getParentId() == null ? null : entityManager.find(Layer.class, layer.getParentId());
    }

    /** The files of these layers and of all that they read through. */
    public List<String> files(List<Layer> layers) {
        return layers.stream()
                .flatMap(layer -> Stream.iterate(layer, Objects::nonNull, this::parent))
                .map(Layer::getPath)
                .distinct()
                .toList();
    }

    /** Whether the disk has but the one file of its own. */
    private boolean isFlat(Disk disk) {
        return entityManager
                        .createQuery("select count(l) from Layer l where l.diskId = :disk and l.origin <> :foreign", Long.class)
                        .setParameter("disk", disk.getId())
                        .setParameter("foreign", LayerOrigin.FOREIGN)
                        .getSingleResult()
                == 1;
    }

    private static ServiceException changedOutside(String target) {
        return new ServiceException(
                ErrorCode.DRIFT_DETECTED, "Disk " + target + " of the server was changed outside the service. Tell its operator.");
    }

    /**
     * The named heads have been made and are the heads now. Answers with what keeps the former state: what was the head of
     * each of those disks before, and the copy that a cut made of UEFI variables.
     */
    public List<Layer> becomeHeads(NamedHeads heads) {
        return heads.all().stream().map(named -> {
            Layer before = head(named.disk());
            made(named.disk(), named.layer());
            if (named.disk().isNvram() && heads.origin() == LayerOrigin.CUT) {
                return named.layer();
            }
            named.disk().setHead(named.layer());
            return before;
        }).toList();
    }

    private static void made(Disk disk, Layer layer) {
        if (disk.isNvram()) {
            layer.copied();
        } else {
            layer.made();
        }
    }

    /** Heads that were named and are not wanted: their files, if they were made, go the way of all layers that nobody pins. */
    public void abandonPlanned(Operation operation) {
        planned(operation).forEach(layer -> made(entityManager.find(Disk.class, layer.getDiskId()), layer));
    }

    /** The present heads of the server's disks. */
    public List<Layer> heads(long serverId) {
        return entityManager
                .createQuery(
                        "select l from Layer l, Disk d where d.serverId = :server and l.id = d.headLayerId order by d.target",
                        Layer.class)
                .setParameter("server", serverId)
                .getResultList();
    }

    /** The present heads of those disks that the operation has named a head to go back for. */
    public List<Layer> toBeReplaced(Operation operation) {
        return named(operation, LayerOrigin.RESTORE).all().stream().map(named -> head(named.disk())).toList();
    }

    public void pinSnapshot(long snapshotId, List<Layer> layers) {
        layers.forEach(layer -> entityManager.persist(LayerPin.bySnapshot(snapshotId, layer)));
    }

    /** @param operationId the restore whose safety point holds the layers */
    public void pinSafetyPoint(String operationId, List<Layer> layers) {
        layers.forEach(layer -> entityManager.persist(LayerPin.bySafetyPoint(operationId, layer)));
    }

    public void unpinSnapshot(long snapshotId) {
        entityManager
                .createQuery("delete from LayerPin p where p.snapshotId = :snapshot")
                .setParameter("snapshot", snapshotId)
                .executeUpdate();
    }

    public void unpinSafetyPoint(String operationId) {
        entityManager
                .createQuery("delete from LayerPin p where p.safetyPoint = :operation")
                .setParameter("operation", operationId)
                .executeUpdate();
    }

    /** What the snapshot holds of each of its disks. */
    public List<Layer> pinnedBySnapshot(long snapshotId) {
        return entityManager
                .createQuery(
                        "select l from Layer l, LayerPin p where p.layerId = l.id and p.snapshotId = :snapshot order by l.diskId",
                        Layer.class)
                .setParameter("snapshot", snapshotId)
                .getResultList();
    }

    /** @param operationId the restore whose safety point holds the layers */
    public List<Layer> pinnedBySafetyPoint(String operationId) {
        return entityManager
                .createQuery(
                        "select l from Layer l, LayerPin p"
                                + " where p.layerId = l.id and p.safetyPoint = :operation order by l.diskId",
                        Layer.class)
                .setParameter("operation", operationId)
                .getResultList();
    }

    private List<Disk> disks(long serverId) {
        return entityManager
                .createQuery("select d from Disk d where d.serverId = :server order by d.target", Disk.class)
                .setParameter("server", serverId)
                .getResultList();
    }

    private Layer head(Disk disk) {
        return entityManager.find(Layer.class, disk.getHeadLayerId());
    }

    /** Whether the operation has not even named new heads. */
    public boolean plannedNothing(Operation operation) {
        return planned(operation).isEmpty();
    }

    private List<Layer> planned(Operation operation) {
        return entityManager
                .createQuery(
                        "select l from Layer l where l.operationId = :operation and l.state = :planned order by l.diskId",
                        Layer.class)
                .setParameter("operation", operation.getId())
                .setParameter("planned", LayerState.PLANNED)
                .getResultList();
    }

    /** The new heads that the operation has named for that, as long as they are not written down as made. */
    public NamedHeads named(Operation operation, LayerOrigin origin) {
        List<NamedHeads.Named> all = entityManager
                .createQuery(
                        "select l, d, p from Layer l, Disk d, Layer p where l.operationId = :operation and l.state = :planned"
                                + " and l.origin = :origin and d.id = l.diskId and p.id = l.parentId order by l.diskId",
                        Object[].class)
                .setParameter("operation", operation.getId())
                .setParameter("planned", LayerState.PLANNED)
                .setParameter("origin", origin)
                .getResultStream()
                .map(row -> new NamedHeads.Named((Layer) row[0], (Disk) row[1], (Layer) row[2]))
                .toList();
        return new NamedHeads(origin, all);
    }
}
