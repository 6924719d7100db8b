package org.stillframe.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.hypervisor.libvirt.LibvirtHypervisor;

class HostUrisTest {
    private final HostUris uris = new HostUris(new LibvirtOnly());

    /** As in the container, but for the simulated adapter. */
    private static final class LibvirtOnly extends Hypervisors {
        private final Hypervisor libvirt = new LibvirtHypervisor();

        @Override
        public Hypervisor of(String host) {
            if (!libvirt.serves(host)) {
                throw new HypervisorException(Kind.UNAVAILABLE, "No adapter serves the host " + host);
            }
            return libvirt;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "qemu:///system",
        "qemu+unix:///system?socket=/run/x/libvirt-sock",
        "qemu+tls://kvm-02.example.com/system",
        "qemu+ssh://root@kvm-02.example.com:2222/system",
        "qemu+tcp://[::1]:16509/system",
        "qemu+tls://kvm_02/system"
    })
    void takesWhatAnAdapterServes(String uri) {
        assertThatCode(() -> uris.requireUsable(uri)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "kvm-02", "http://kvm-02/", "xen:///system", "qemu:", "qemu+ext:///system?command=/bin/sh",
        "qemu+ssh://host/system?command=/tmp/evil", "qemu://[", "qemu:// host/system", "qemu://host/%"
    })
    void refusesWhatNoneServes(String uri) {
        assertThatThrownBy(() -> uris.requireUsable(uri))
                .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.fieldErrors()).containsOnlyKeys("uri"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qemu+ssh://root:secret@kvm-02/system", "qemu+ssh://root:secret@kvm_02/system", "qemu+tls://:x@[::1]/system"})
    void refusesAPasswordAndDoesNotRepeatIt(String uri) {
        assertThatThrownBy(() -> uris.requireUsable(uri)).isInstanceOfSatisfying(ServiceException.class, e -> {
            assertThat(e.fieldErrors().get("uri")).singleElement().asString().contains("password").doesNotContain("secret");
            assertThat(e).hasMessageNotContaining("secret");
        });
    }
}
