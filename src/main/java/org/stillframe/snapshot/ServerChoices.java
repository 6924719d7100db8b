package org.stillframe.snapshot;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.stillframe.account.Caller;
import org.stillframe.error.ServiceException;
import org.stillframe.server.Server;
import org.stillframe.server.ServerService;

/** Finds the server for a new snapshot. */
@Stateless
public class ServerChoices {
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private ServerService servers;

    /**
     * The caller's servers by name.
     *
     * @param text part of the name in any case, or the id; empty for all
     */
    public List<ServerChoice> find(Caller caller, String text, int maximum) {
        String literal = text.strip().toLowerCase(Locale.ROOT).replace("!", "!!").replace("%", "!%").replace("_", "!_");
        List<Server> found = entityManager
                .createQuery(
                        "select v from Server v join fetch v.account where (:all = true or v.account.id = :caller)"
                                + " and (lower(v.name) like :text escape '!' or v.id = :id) order by v.name, v.id",
                        Server.class)
                .setParameter("all", caller.isAdmin())
                .setParameter("caller", caller.accountId())
                .setParameter("text", "%" + literal + "%")
                .setParameter("id", DIGITS.matcher(text.strip()).matches() ? Long.parseLong(text.strip()) : -1L)
                .setMaxResults(maximum)
                .getResultList();
        return choices(found);
    }

    /** @throws ServiceException with {@code NOT_FOUND} if there is none, or it is somebody else's */
    public ServerChoice get(Caller caller, long id) {
        return choices(List.of(servers.get(caller, id))).get(0);
    }

    private List<ServerChoice> choices(List<Server> found) {
        if (found.isEmpty()) {
            return List.of();
        }
        Map<Long, Long> held = new HashMap<>();
        entityManager
                .createQuery(
                        "select s.server.id, count(s) from Snapshot s where s.server in :servers and s.status in :counted"
                                + " group by s.server.id",
                        Object[].class)
                .setParameter("servers", found)
                .setParameter("counted", List.of(SnapshotState.IN_PROGRESS, SnapshotState.COMPLETED))
                .getResultList()
                .forEach(row -> held.put((Long) row[0], (Long) row[1]));
        return found.stream()
                .map(server -> new ServerChoice(
                        server.getId(),
                        server.getName(),
                        server.getAccount().getEmail(),
                        held.getOrDefault(server.getId(), 0L)))
                .toList();
    }
}
