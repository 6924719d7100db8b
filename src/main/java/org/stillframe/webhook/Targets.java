package org.stillframe.webhook;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be called. Everything that IANA's registries of special purpose addresses say is not reachable for
 * everybody is not; nor is what wraps an IPv4 address, as it leads wherever that does.
 */
final class Targets {
    private static final IPAddressGenerator ADDRESSES = new IPAddressGenerator();

    /** IPv4 of no public use; 192.88.99.0/24 once led to IPv6, 168.63.129.16 and 169.254.169.254 tell secrets to clouds' guests. */
    private static final List<IPAddress> RESERVED = networks(
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    /** Of IPv6 only what is given out for use in public can be called, less what is set aside or wraps something in it. */
    private static final IPAddress GIVEN_OUT = network("2000::/3");

    private static final List<IPAddress> RESERVED_6 =
            networks("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    private final List<IPAddress> internal;

    /** @param internal networks that may be called all the same */
    Targets(List<IPAddress> internal) {
        this.internal = List.copyOf(internal);
    }

    private static List<IPAddress> networks(String... texts) {
        return Stream.of(texts).map(Targets::network).toList();
    }

    private static IPAddress network(String text) {
        return new IPAddressString(text).getAddress().toPrefixBlock();
    }

    /** @param encrypted whether it is called with TLS; without, only internal networks are */
    boolean mayBeCalled(InetAddress address, boolean encrypted) {
        IPAddress target = ADDRESSES.from(address.getAddress());
        return isIn(internal, target) || encrypted && isPublic(target);
    }

    boolean hasInternal() {
        return !internal.isEmpty();
    }

    private static boolean isPublic(IPAddress target) {
        return target.isIPv4() ? !isIn(RESERVED, target) : GIVEN_OUT.contains(target) && !isIn(RESERVED_6, target);
    }

    private static boolean isIn(List<IPAddress> networks, IPAddress target) {
        return networks.stream().anyMatch(network -> network.contains(target));
    }
}
