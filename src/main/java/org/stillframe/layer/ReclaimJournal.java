package org.stillframe.layer;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.Merge;
import org.stillframe.layer.ReclaimWork.DeleteFile;
import org.stillframe.layer.ReclaimWork.MergeFiles;
import org.stillframe.error.ServiceException;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationLeases;
import org.stillframe.operation.OperationStep.Postponed;
import org.stillframe.server.Server;
import org.stillframe.server.ServerService;

/**
 * Writes down each reclaim step before it is done. Every method locks the server's row first, so that reclaim and users'
 * operations take turns, on any number of nodes.
 */
@Stateless
public class ReclaimJournal {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private ServerService servers;

    @Inject
    private OperationJournal operations;

    @Inject
    private OperationLeases leases;

    @Inject
    private StorageReserve reserve;

    @Inject
    @ConfigProperty(name = "stillframe.reclaim.bandwidth", defaultValue = "0")
    private long bytesPerSecond;

    /**
     * The next step for a server's layers; none if all is reclaimed. Deletions come first, as they need no room; among
     * deletions and among merges one that was interrupted.
     *
     * @throws Postponed while a user's operation, or another reclaim, works on the server
     * @throws ServiceException with {@code OPERATION_ENDED} if the operation has been cancelled; with {@code DRIFT_DETECTED} if
     *     the files may not be what is written down of the layers: a merge could then change what a snapshot reads
     */
    public Optional<ReclaimWork> claimNext(Operation operation) {
        Server server = servers.lock(operation);
        operations.requireWanted(operation.getId());
        if (server != null && server.areLayersUnsure()) {
            throw new ServiceException(
                    ErrorCode.DRIFT_DETECTED,
                    "The server's disks were changed outside the service. No space is reclaimed until that is mended.");
        }
        if (operations.active(operation.getServerId()).filter(active -> !isOwn(active.getId(), operation)).isPresent()) {
            throw new Postponed("a user's operation works on the server");
        }
        List<Layer> layers = layers(operation.getServerId());
        List<ReclaimStep> steps = steps(operation, layers);
        return inState(LayerState.DELETING, layers)
                .map(layer -> takeOver(operation, layer, layers))
                .or(() -> first(ReclaimStep.Delete.class, steps).map(step -> write(operation, step, layers)))
                .or(() -> inState(LayerState.MERGING, layers).map(layer -> takeOver(operation, layer, layers)))
                .or(() -> first(ReclaimStep.class, steps).map(step -> write(operation, step, layers)));
    }

    private static Optional<Layer> inState(LayerState state, List<Layer> layers) {
        return layers.stream().filter(layer -> layer.getState() == state).findFirst();
    }

    private static Optional<ReclaimStep> first(Class<? extends ReclaimStep> kind, List<ReclaimStep> steps) {
        return steps.stream().filter(kind::isInstance).findFirst();
    }

    /** What each disk's tree asks for. */
    private List<ReclaimStep> steps(Operation operation, List<Layer> layers) {
        Set<String> needed = pinned(operation.getServerId());
        // What is being merged down must not be deleted meanwhile.
        inState(LayerState.MERGING, layers).ifPresent(base -> needed.add(onlyChild(base, layers).getId()));
        List<ReclaimStep> steps = new ArrayList<>();
        for (Disk disk : disks(operation.getServerId())) {
            List<Layer> tree = layers.stream().filter(layer -> layer.getDiskId() == disk.getId()).toList();
            next(disk, tree, needed).ifPresent(steps::add);
        }
        return steps;
    }

    private static boolean isOwn(String operationId, Operation operation) {
        return operation.getId().equals(operationId);
    }

    private ReclaimWork takeOver(Operation operation, Layer layer, List<Layer> layers) {
        if (!isOwn(layer.getOperationId(), operation) && leases.isAlive(layer.getOperationId())) {
            throw new Postponed("another reclaim works on the server");
        }
        if (layer.getState() == LayerState.DELETING) {
            layer.deleting(operation.getId());
            return new DeleteFile(layer.getId(), layer.getPath());
        }
        layer.merging(operation.getId());
        return merge(layer, onlyChild(layer, layers), layers, true);
    }

    private static Optional<ReclaimStep> next(Disk disk, List<Layer> tree, Set<String> needed) {
        List<LayerTree.Node> nodes = tree.stream()
                .map(layer -> new LayerTree.Node(
                        UUID.fromString(layer.getId()),
                        layer.getParentId() == null ? null : UUID.fromString(layer.getParentId()),
                        needed.contains(layer.getId()),
                        layer.getId().equals(disk.getHeadLayerId()),
                        layer.getOrigin() != LayerOrigin.FOREIGN))
                .toList();
        return new LayerTree(nodes).next();
    }

    private ReclaimWork write(Operation operation, ReclaimStep step, List<Layer> tree) {
        if (step instanceof ReclaimStep.Delete delete) {
            Layer layer = layer(delete.layer().toString());
            layer.deleting(operation.getId());
            return new DeleteFile(layer.getId(), layer.getPath());
        }
        ReclaimStep.MergeDown down = (ReclaimStep.MergeDown) step;
        Layer base = layer(down.base().toString());
        base.merging(operation.getId());
        return merge(base, layer(down.top().toString()), tree, false);
    }

    private MergeFiles merge(Layer base, Layer top, List<Layer> tree, boolean begun) {
        String child = tree.stream()
                .filter(layer -> top.getId().equals(layer.getParentId()))
                .map(Layer::getPath)
                .findFirst()
                .orElse(null);
        String target = entityManager.find(Disk.class, base.getDiskId()).getTarget();
        return new MergeFiles(
                base.getId(),
                top.getId(),
                new Merge(target, base.getPath(), top.getPath(), child, bytesPerSecond, reserve.bytes()),
                begun);
    }

    /** The merge is done: the upper layer lives in the lower file, and its own file can be deleted. */
    public void merged(Operation operation, MergeFiles work) {
        ended(operation, work, true);
    }

    /**
     * The merge has ended, or was found to have; one that is not done will be repeated. Does nothing if that is written down
     * already.
     *
     * @param done as the hypervisor says: a merge that was told to stop may have come to its end nevertheless
     */
    public void ended(Operation operation, MergeFiles work, boolean done) {
        servers.lock(operation);
        Layer base = layer(work.baseId());
        if (base == null || base.getState() != LayerState.MERGING) {
            return;
        }
        if (done) {
            base.giveFileTo(layer(work.topId()), base.getOperationId());
        } else {
            base.made();
        }
    }

    public void deleted(Operation operation, DeleteFile work) {
        servers.lock(operation);
        entityManager.remove(layer(work.layerId()));
    }

    /** Whether a merge of the server's layers is written down. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public boolean isMerging(Operation operation) {
        return entityManager
                        .createQuery(
                                "select count(l) from Layer l, Disk d"
                                        + " where d.serverId = :server and l.diskId = d.id and l.state = :merging",
                                Long.class)
                        .setParameter("server", operation.getServerId())
                        .setParameter("merging", LayerState.MERGING)
                        .getSingleResult()
                > 0;
    }

    /** The merges that are written down and whose operation is dead, or this one: nobody else will say how they ended. */
    public List<MergeFiles> abandonedMerges(Operation operation) {
        servers.lock(operation);
        List<Layer> layers = layers(operation.getServerId());
        return layers.stream()
                .filter(base -> base.getState() == LayerState.MERGING)
                .filter(base -> isOwn(base.getOperationId(), operation) || !leases.isAlive(base.getOperationId()))
                .map(base -> merge(base, onlyChild(base, layers), layers, true))
                .toList();
    }

    private static Layer onlyChild(Layer base, List<Layer> layers) {
        return layers.stream().filter(layer -> base.getId().equals(layer.getParentId())).findFirst().orElseThrow();
    }

    private Layer layer(String id) {
        return entityManager.find(Layer.class, id);
    }

    private List<Disk> disks(long serverId) {
        return entityManager
                .createQuery("select d from Disk d where d.serverId = :server order by d.id", Disk.class)
                .setParameter("server", serverId)
                .getResultList();
    }

    private List<Layer> layers(long serverId) {
        return entityManager
                .createQuery(
                        "select l from Layer l, Disk d where l.diskId = d.id and d.serverId = :server"
                                + " order by l.createdAt, l.id",
                        Layer.class)
                .setParameter("server", serverId)
                .getResultList();
    }

    private Set<String> pinned(long serverId) {
        return new HashSet<>(entityManager
                .createQuery(
                        "select p.layerId from LayerPin p, Layer l, Disk d"
                                + " where p.layerId = l.id and l.diskId = d.id and d.serverId = :server",
                        String.class)
                .setParameter("server", serverId)
                .getResultList());
    }
}
