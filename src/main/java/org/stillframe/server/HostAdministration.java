package org.stillframe.server;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.stillframe.account.Caller;
import org.stillframe.audit.Actor;
import org.stillframe.audit.AuditSubject;
import org.stillframe.audit.AuditTrail;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.idempotency.CurrentKey;

/** Makes hosts known, changes and removes them, each in one transaction together with its entry in the audit trail. */
@Stateless
public class HostAdministration {
    @Inject
    private HostDirectory hosts;

    @Inject
    private HostUris uris;

    @Inject
    private AuditTrail audit;

    @Inject
    private CurrentKey key;

    /**
     * Makes a host known. It need not answer.
     *
     * @throws ServiceException with {@code INVALID} if no such host can be reached at all, or another has its name or URI
     */
    public Host add(Caller caller, HostRequest wanted) {
        if (key.outcome().isPresent()) {
            return hosts.get(Long.parseLong(key.outcome().get()));
        }
        uris.requireUsable(wanted.uri());
        Host host = hosts.add(wanted.name(), wanted.uri());
        record(caller, "host.created", host, "uri: " + host.getUri());
        key.brings(Long.toString(host.getId()));
        return host;
    }

    /**
     * Changes name and URI. While servers are on it, it stays where it is: what works on them holds on to its URI, and at another
     * one might be another hypervisor.
     *
     * @throws ServiceException with {@code NOT_FOUND}, {@code HOST_HAS_SERVERS}, or as {@link #add}
     */
    public Host change(Caller caller, long id, HostRequest change) {
        Host host = hosts.lockKnown(id);
        List<String> changes = new ArrayList<>();
        if (change.uri() != null && !change.uri().equals(host.getUri())) {
            uris.requireUsable(change.uri());
            requireNoServers(id, "Its URI cannot be changed while servers are on the host. Release them first.");
            changes.add("uri: " + host.getUri() + " -> " + change.uri());
        }
        if (change.name() != null && !change.name().equals(host.getName())) {
            changes.add("name: " + host.getName() + " -> " + change.name());
        }
        if (!changes.isEmpty()) {
            hosts.change(host, change.name(), change.uri());
            record(caller, "host.changed", host, String.join("; ", changes));
        }
        return host;
    }

    /** @throws ServiceException with {@code NOT_FOUND}, or with {@code HOST_HAS_SERVERS} */
    public void remove(Caller caller, long id) {
        Host host = hosts.lockKnown(id);
        requireNoServers(id, "Servers are on this host. Release them first.");
        hosts.remove(host);
        record(caller, "host.deleted", host, "uri: " + host.getUri());
    }

    private void requireNoServers(long id, String otherwise) {
        if (!hosts.adopted(id).isEmpty()) {
            throw new ServiceException(ErrorCode.HOST_HAS_SERVERS, otherwise);
        }
    }

    private void record(Caller caller, String action, Host host, String detail) {
        audit.record(Actor.of(caller), action, AuditSubject.ofHost(host.getId(), host.getName()), "succeeded", detail);
    }
}
