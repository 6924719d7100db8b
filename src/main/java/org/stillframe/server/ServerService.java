package org.stillframe.server;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.stillframe.account.Account;
import org.stillframe.account.AccountService;
import org.stillframe.account.Caller;
import org.stillframe.api.PathId;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.event.StatusChanges;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.operation.Operation;

/** Finds servers and adopts domains. */
@Stateless
public class ServerService {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private AccountService accounts;

    @Inject
    private Clock clock;

    @Inject
    private StatusChanges changes;

    /** @throws ServiceException with {@code NOT_FOUND} if there is none, or it is somebody else's */
    public Server get(Caller caller, long id) {
        return visible(caller, id, LockModeType.NONE);
    }

    /** The server, with its row locked until the end of the transaction; not found as with {@link #get}. */
    public Server lock(Caller caller, long id) {
        return changes.follow(visible(caller, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /**
     * Asked for in one question together with its owner: a server of somebody else takes as long to refuse as one that does not
     * exist, and nobody is made to wait for another's lock.
     */
    private Server visible(Caller caller, long id, LockModeType mode) {
        Server server = caller.owner().isEmpty()
                ? entityManager.find(Server.class, id, mode)
                : entityManager
                        .createQuery("select s from Server s where s.id = :id and s.account.id = :owner", Server.class)
                        .setParameter("id", id)
                        .setParameter("owner", caller.owner().get())
                        .setLockMode(mode)
                        .getResultStream()
                        .findFirst()
                        .orElse(null);
        if (server == null) {
            throw PathId.notFound("server");
        }
        return server;
    }

    public Optional<Server> find(long id) {
        return Optional.ofNullable(entityManager.find(Server.class, id));
    }

    /** The server that an operation works on, with its row locked until the end of the transaction. */
    public Server lock(Operation operation) {
        return lockAny(operation.getServerId());
    }

    /** How the hypervisor knows the server that an operation works on. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public DomainRef domain(Operation operation) {
        Server server = entityManager.find(Server.class, operation.getServerId());
        if (server == null) {
            throw new ServiceException(ErrorCode.NOT_FOUND, "The server has been released.");
        }
        return server.domain();
    }

    /** The server, with its row locked until the end of the transaction, or null if there is none. */
    public Server lockAny(long id) {
        return changes.follow(entityManager.find(Server.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /**
     * The server is that domain of its host from now on.
     *
     * @throws ServiceException with {@code ALREADY_ADOPTED} if that domain is another server
     */
    public void bind(long id, UUID domain, String domainName) {
        Server server = lockAny(id);
        boolean same = server.domain().uuid().equals(domain);
        if (!same && isAdopted(server.getHost(), domain)) {
            throw new ServiceException(ErrorCode.ALREADY_ADOPTED, "This domain already is a server of an account.");
        }
        server.bind(domain, domainName);
    }

    /** Forgets the server that an operation releases; its disks and snapshots have been forgotten before. */
    public void remove(Operation operation) {
        Server server = lock(operation);
        changes.gone(server);
        entityManager.remove(server);
    }

    /** Notes what stands in the way of snapshots of the server that an operation works on, or that nothing does. */
    public void foundBlockers(Operation operation, DomainInfo domain) {
        lock(operation).foundBlockers(domain.blockerReasons(), clock.instant());
    }

    /**
     * Notes the power state of the server that an operation works on, as that operation saw it. That a suspended one runs again is
     * left to {@link HostMonitor}, which thaws it first.
     */
    public void found(Operation operation, DomainInfo domain) {
        Server server = lock(operation);
        if (server.getStatus() != ServerStatus.SUSPENDED) {
            server.found(domain.state(), clock.instant());
        }
    }

    public Host host(long id) {
        return known(entityManager.find(Host.class, id));
    }

    private static Host known(Host host) {
        if (host == null) {
            throw new ServiceException("There is no such host.", Map.of("host_id", List.of("There is no such host.")));
        }
        return host;
    }

    /** Takes a domain into an account. The host's row is locked, so that the host is not removed meanwhile. */
    public Server adopt(Adoption adoption, DomainInfo domain) {
        Account owner = accounts.byEmail(adoption.account())
                .orElseThrow(() -> new ServiceException(
                        "There is no such account.", Map.of("account", List.of("There is no account with this email."))));
        Host host = known(entityManager.find(Host.class, adoption.hostId(), LockModeType.PESSIMISTIC_WRITE));
        if (isAdopted(host, domain.ref().uuid())) {
            throw new ServiceException(ErrorCode.ALREADY_ADOPTED, "This domain already is a server of an account.");
        }
        Server server =
                new Server(owner, host, domain.ref().uuid(), adoption.details(), domain.state(), clock.instant());
        server.foundBlockers(domain.blockerReasons(), clock.instant());
        server.bind(domain.ref().uuid(), domain.name());
        entityManager.persist(server);
        entityManager.flush();
        changes.begun(server);
        return server;
    }

    private boolean isAdopted(Host host, UUID domain) {
        return entityManager
                        .createQuery("select count(s) from Server s where s.host = :host and s.domainUuid = :domain", Long.class)
                        .setParameter("host", host)
                        .setParameter("domain", domain.toString())
                        .getSingleResult()
                > 0;
    }
}
