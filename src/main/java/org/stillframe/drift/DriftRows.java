package org.stillframe.drift;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.stillframe.error.ErrorCode;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.layer.LayerState;
import org.stillframe.operation.OperationState;
import org.stillframe.snapshot.SnapshotState;

/** Reads what is known of servers as plain values, in the same few queries for one as for a thousand. */
@Stateless
public class DriftRows {
    private static final String OF_HOST = "in (select v.id from Server v where v.host.id = :id)";
    private static final String OF_SERVER = "= :id";
    private static final Set<String> LOST =
            Set.of(ErrorCode.ARTEFACT_MISSING.code(), ErrorCode.ARTEFACT_OVERWRITTEN.code());

    @PersistenceContext
    private EntityManager entityManager;

    /** All servers of a host, by id. */
    public List<KnownServer> ofHost(long hostId) {
        return read(OF_HOST, hostId, null);
    }

    /**
     * One server.
     *
     * @param operationId an operation on it that does not make it busy, or null
     */
    public KnownServer ofServer(long serverId, String operationId) {
        return read(OF_SERVER, serverId, operationId).get(0);
    }

    /** The UUIDs of all servers' domains, on all hosts. */
    public Set<UUID> adopted() {
        return entityManager
                .createQuery("select s.domainUuid from Server s", String.class)
                .getResultStream()
                .map(UUID::fromString)
                .collect(Collectors.toSet());
    }

    private List<KnownServer> read(String which, long id, String operationId) {
        Set<Long> busy = busy(which, id, operationId);
        Map<Long, List<KnownDisk>> disks = disks(which, id);
        Map<Long, List<KnownSnapshot>> snapshots = snapshots(which, id);
        return rows("select s.id, s.name, s.domainUuid, s.domainName, s.drift from Server s where s.id " + which
                        + " order by s.id", id)
                .stream()
                .map(row -> new KnownServer(
                        (Long) row[0],
                        (String) row[1],
                        UUID.fromString((String) row[2]),
                        (String) row[3],
                        kinds((String) row[4]),
                        busy.contains((Long) row[0]),
                        disks.getOrDefault((Long) row[0], List.of()),
                        snapshots.getOrDefault((Long) row[0], List.of())))
                .toList();
    }

    /** As {@link org.stillframe.server.Server#getDrift} has them, a kind and its sentence a line. */
    private static Set<String> kinds(String drift) {
        return drift.lines().map(line -> line.substring(0, line.indexOf(' '))).collect(Collectors.toSet());
    }

    /** A user's operation that is unfinished counts, and background work that some node does now. */
    private Set<Long> busy(String which, long id, String operationId) {
        return new HashSet<>(entityManager
                .createQuery(
                        "select o.serverId from Operation o where o.finishedAt is null and o.serverId " + which
                                + " and (o.activeServerId is not null or o.status = :running) and o.id <> :own",
                        Long.class)
                .setParameter("id", id)
                .setParameter("running", OperationState.RUNNING)
                .setParameter("own", operationId == null ? "" : operationId)
                .getResultList());
    }

    private Map<Long, List<KnownDisk>> disks(String which, long id) {
        Map<Object, List<KnownLayer>> layers = layers(which, id);
        Map<Long, List<KnownDisk>> disks = new HashMap<>();
        for (Object[] row : rows("select d.id, d.serverId, d.target, d.headLayerId from Disk d where d.serverId " + which
                + " order by d.id", id)) {
            disks.computeIfAbsent((Long) row[1], server -> new ArrayList<>())
                    .add(new KnownDisk(
                            (Long) row[0], (String) row[2], (String) row[3], layers.getOrDefault(row[0], List.of())));
        }
        return disks;
    }

    private Map<Object, List<KnownLayer>> layers(String which, long id) {
        Map<Object, Set<Long>> snapshots = new HashMap<>();
        Map<Object, Set<String>> points = new HashMap<>();
        for (Object[] row : rows("select p.layerId, p.snapshotId, p.safetyPoint from LayerPin p, Layer l, Disk d"
                + " where p.layerId = l.id and l.diskId = d.id and d.serverId " + which, id)) {
            if (row[1] == null) {
                points.computeIfAbsent(row[0], layer -> new HashSet<>()).add((String) row[2]);
            } else {
                snapshots.computeIfAbsent(row[0], layer -> new HashSet<>()).add((Long) row[1]);
            }
        }
        Map<Object, List<KnownLayer>> layers = new HashMap<>();
        for (Object[] row : rows("select l.id, l.diskId, l.parentId, l.path, l.state, l.origin from Layer l, Disk d"
                + " where l.diskId = d.id and d.serverId " + which + " order by l.createdAt, l.id", id)) {
            layers.computeIfAbsent(row[1], disk -> new ArrayList<>())
                    .add(new KnownLayer(
                            (String) row[0],
                            (String) row[2],
                            (String) row[3],
                            (LayerState) row[4],
                            (LayerOrigin) row[5],
                            snapshots.getOrDefault(row[0], Set.of()),
                            points.getOrDefault(row[0], Set.of())));
        }
        return layers;
    }

    private Map<Long, List<KnownSnapshot>> snapshots(String which, long id) {
        Map<Long, List<KnownSnapshot>> snapshots = new HashMap<>();
        for (Object[] row : rows("select s.id, v.id, s.name, s.status, s.failureCode from Snapshot s join s.server v"
                + " where v.id " + which + " order by s.id", id)) {
            if (row[3] == SnapshotState.COMPLETED || row[3] == SnapshotState.FAILED && LOST.contains(row[4])) {
                snapshots.computeIfAbsent((Long) row[1], server -> new ArrayList<>())
                        .add(new KnownSnapshot((Long) row[0], (String) row[2], state((String) row[4])));
            }
        }
        return snapshots;
    }

    private static KnownSnapshot.State state(String failureCode) {
        if (failureCode == null) {
            return KnownSnapshot.State.COMPLETED;
        }
        return failureCode.equals(ErrorCode.ARTEFACT_MISSING.code())
                ? KnownSnapshot.State.LOST
                : KnownSnapshot.State.OVERWRITTEN;
    }

    private List<Object[]> rows(String query, long id) {
        return entityManager.createQuery(query, Object[].class).setParameter("id", id).getResultList();
    }
}
