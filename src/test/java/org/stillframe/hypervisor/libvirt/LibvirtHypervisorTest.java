package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be told without a host, and without libvirt's native library. */
class LibvirtHypervisorTest {
    private final LibvirtHypervisor hypervisor = new LibvirtHypervisor();

    @ParameterizedTest
    @ValueSource(strings = {
        "qemu:///system",
        "qemu:///session",
        "qemu+unix:///system?socket=/run/x/libvirt-sock",
        "qemu+tls://host.example.com/system",
        "qemu+ssh://root@host.example.com/system",
        "qemu+tcp://127.0.0.1:16509/system",
    })
    void servesQemuHosts(String host) {
        assertThat(hypervisor.serves(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "simulated:///tmp/x",
        "test:///default",
        "xen:///system",
        "qemu",
        "qemu+ext:///system?command=/bin/sh",
        "qemu+ssh://host/system?command=/tmp/evil",
        "qemu+ssh://host/system?no_tty=1&command=/tmp/evil",
        "qemu+ssh://host/system?%63ommand=/tmp/evil",
    })
    void servesNothingElseAndNoUriThatRunsAProgramHere(String host) {
        assertThat(hypervisor.serves(host)).isFalse();
    }
}
