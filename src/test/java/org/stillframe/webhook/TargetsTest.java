package org.stillframe.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No address of an internal network can be called, however it is written. */
class TargetsTest {
    private final Targets none = new Targets(List.of());

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // this host, and loopback
        "0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.255.254", "::1", "::",
        // private networks and carriers' NAT
        "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "100.64.0.1", "100.127.255.255",
        "fc00::1", "fd12:3456:789a::1", "fec0::1",
        // link-local, with what tells secrets to clouds' guests
        "169.254.0.1", "169.254.169.254", "169.254.170.2", "fe80::1", "fd00:ec2::254", "168.63.129.16", "100.100.100.200", "192.0.0.192",
        // documentation, benchmarks, protocols
        "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1",
        "100::1", "2001::1", "2001:20::1", "192.31.196.1", "192.52.193.1", "192.175.48.1", "5f00::1",
        // multicast, reserved, broadcast
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "ff02::1", "ff0e::1",
        // IPv4 inside of IPv6: mapped, compatible, translated, NAT64 and its local kind, 6to4, Teredo
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::808:808", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::",
        // an IPv4 address in odd forms, as names are looked up
        "127.1", "2130706433", "10.1"
    })
    void anInternalAddressIsNotCalled(String text) throws UnknownHostException {
        assertThat(none.mayBeCalled(address(text), true)).as(text).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "8.8.8.8", "1.1.1.1", "93.184.216.34", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888", "2003::1"
    })
    void aPublicAddressIsCalledWithTlsOnly(String text) throws UnknownHostException {
        assertThat(none.mayBeCalled(address(text), true)).as(text).isTrue();
        assertThat(none.mayBeCalled(address(text), false)).as(text).isFalse();
    }

    @Test
    void anIpv4AddressThatIsMappedIsTakenForWhatItIs() throws UnknownHostException {
        assertThat(none.mayBeCalled(address("::ffff:8.8.8.8"), true)).isTrue();
        assertThat(none.mayBeCalled(address("::ffff:192.168.1.1"), true)).isFalse();
    }

    @Test
    void aNetworkThatTheOperatorNamesIsCalledAlsoWithoutTlsAndNoOther() throws UnknownHostException {
        Targets some = new Targets(List.of(network("10.1.0.0/16"), network("fd00:1::/64")));

        assertThat(some.mayBeCalled(address("10.1.255.1"), false)).isTrue();
        assertThat(some.mayBeCalled(address("10.1.255.1"), true)).isTrue();
        assertThat(some.mayBeCalled(address("fd00:1::7"), false)).isTrue();
        assertThat(some.mayBeCalled(address("10.2.0.1"), true)).isFalse();
        assertThat(some.mayBeCalled(address("fd00:2::7"), true)).isFalse();
        assertThat(some.mayBeCalled(address("8.8.8.8"), false)).isFalse();
    }

    private static IPAddress network(String text) {
        return new IPAddressString(text).getAddress().toPrefixBlock();
    }
}
