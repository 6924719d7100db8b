package org.stillframe.snapshot;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.stillframe.account.Caller;
import org.stillframe.operation.Operation;
import org.stillframe.server.ServerStatus;
import org.stillframe.snapshot.InventoryRow.RunningWork;

/** The snapshots a caller sees, one page at a time: filtered, sorted, counted and cut by the database. */
@Stateless
public class SnapshotInventory {
    private static final Pattern ID = Pattern.compile("#?([0-9]{1,18})");

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private SnapshotTotals totals;

    /** How many snapshots the filter lets through. */
    public long count(Caller caller, InventoryFilter filter) {
        return filter.isWide() ? totals.of(caller) : query("select count(s)", caller, filter, "", Long.class).getSingleResult();
    }

    /** @param first how many of the sorted snapshots come before the page */
    public List<InventoryRow> page(
            Caller caller, InventoryFilter filter, InventoryOrder order, boolean ascending, int first, int size) {
        List<SnapshotView> snapshots = query(
                        SnapshotView.SELECT, caller, filter, order.clause(ascending), SnapshotView.class)
                .setFirstResult(first)
                .setMaxResults(size)
                .getResultList();
        if (snapshots.isEmpty()) {
            return List.of();
        }
        Set<Long> servers = snapshots.stream().map(SnapshotView::serverId).collect(Collectors.toSet());
        Map<Long, ServerStatus> statuses = statuses(servers);
        Map<Long, RunningWork> work = work(servers);
        return snapshots.stream()
                .map(snapshot -> new InventoryRow(
                        snapshot, statuses.get(snapshot.serverId()), work.get(snapshot.serverId())))
                .toList();
    }

    private <T> TypedQuery<T> query(String select, Caller caller, InventoryFilter filter, String order, Class<T> type) {
        StringBuilder where = new StringBuilder(" where s.status in :visible");
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("visible", SnapshotState.VISIBLE);
        if (!caller.isAdmin()) {
            where.append(" and s.accountId = :caller");
            parameters.put("caller", caller.accountId());
        }
        if (filter.status() != null) {
            where.append(" and s.status = :status");
            parameters.put("status", filter.status());
        }
        narrow(where, parameters, "server", "v.name", "v.id", filter.server());
        narrow(where, parameters, "name", "s.name", "s.id", filter.name());
        narrow(where, parameters, "account", "a.email", null, filter.account());
        TypedQuery<T> query = entityManager.createQuery(select + SnapshotView.FROM + where + order, type);
        parameters.forEach(query::setParameter);
        return query;
    }

    private static void narrow(
            StringBuilder where,
            Map<String, Object> parameters,
            String name,
            String textPath,
            String idPath,
            String wanted) {
        if (wanted == null || wanted.isBlank()) {
            return;
        }
        String text = wanted.strip();
        String like = "lower(" + textPath + ") like :" + name + " escape '!'";
        var id = ID.matcher(text);
        if (idPath != null && id.matches()) {
            where.append(" and (").append(like).append(" or ").append(idPath).append(" = :").append(name).append("Id)");
            parameters.put(name + "Id", Long.valueOf(id.group(1)));
        } else {
            where.append(" and ").append(like);
        }
        String literal = text.toLowerCase(Locale.ROOT).replace("!", "!!").replace("%", "!%").replace("_", "!_");
        parameters.put(name, "%" + literal + "%");
    }

    private Map<Long, ServerStatus> statuses(Set<Long> servers) {
        Map<Long, ServerStatus> statuses = new HashMap<>();
        entityManager
                .createQuery("select v.id, v.status from Server v where v.id in :servers", Object[].class)
                .setParameter("servers", servers)
                .getResultList()
                .forEach(row -> statuses.put((Long) row[0], (ServerStatus) row[1]));
        return statuses;
    }

    private Map<Long, RunningWork> work(Set<Long> servers) {
        return entityManager
                .createQuery("select o from Operation o where o.activeServerId in :servers", Operation.class)
                .setParameter("servers", servers)
                .getResultStream()
                .collect(Collectors.toMap(
                        Operation::getServerId, found -> new RunningWork(found.getKind().code(), found.getProgress())));
    }
}
