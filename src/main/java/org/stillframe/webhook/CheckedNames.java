package org.stillframe.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/** Looks a name up for one connection, and gives its addresses only if every one of them may be called. */
final class CheckedNames implements DnsResolver {
    private final Names names;
    private final Targets targets;
    private final boolean encrypted;

    /** @param encrypted whether TLS is going to be spoken */
    CheckedNames(Names names, Targets targets, boolean encrypted) {
        this.names = names;
        this.targets = targets;
        this.encrypted = encrypted;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = names.addresses(host);
        for (InetAddress address : addresses) {
            if (!targets.mayBeCalled(address, encrypted)) {
                throw new UnknownHostException("An address that must not be called");
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
