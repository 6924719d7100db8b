package org.stillframe.hypervisor.libvirt;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.stillframe.Build;
import org.stillframe.hypervisor.HypervisorContract;
import org.stillframe.hypervisor.HypervisorFixture;

/** The port's contract, on real guests. */
class LibvirtHypervisorIT extends HypervisorContract {
    private static final TestHost HOST = new TestHost(Build.directory("libvirt-contract"));
    private static LibvirtHypervisor libvirt;

    @BeforeAll
    static void startHost() {
        TestHost.requirePrograms();
        HOST.start();
        libvirt = new LibvirtHypervisor(Thread::new);
    }

    @AfterAll
    static void stopHost() {
        if (libvirt != null) {
            libvirt.close();
            HOST.stop();
        }
    }

    @Override
    protected HypervisorFixture openFixture() {
        return new LibvirtFixture(HOST, libvirt);
    }
}
