package org.stillframe.hypervisor.libvirt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An NFS export to keep the tests' disks on, told by {@code -Dstillframe.nfs=SERVER:/DIRECTORY}; only for root. libvirt mounts it by
 * itself, for a pool of the type netfs. As its daemon lives in a mount namespace of its own, we mount the same once more.
 */
final class TestExport {
    /** The pool that guests' disks lie in. Where it exists, it is taken as it is. */
    static final String POOL = "stillframe";

    private static final String EXPORT = System.getProperty("stillframe.nfs", "");

    private TestExport() {}

    static boolean isGiven() {
        return !EXPORT.isEmpty();
    }

    /** Does nothing if it is mounted there. */
    static void mount(TestHost host) {
        if (!isGiven() || isMounted(host.disks())) {
            return;
        }
        forgetPool(host);
        int colon = EXPORT.lastIndexOf(':');
        host.virsh(
                "pool-define-as", POOL, "netfs", "--source-host", EXPORT.substring(0, colon),
                "--source-path", EXPORT.substring(colon + 1), "--source-format", "nfs",
                "--target", host.disks().toString());
        host.virsh("pool-start", POOL);
        TestHost.run("mount", "-t", "nfs", EXPORT, host.disks().toString());
    }

    static void unmount(TestHost host) {
        if (isGiven() && isMounted(host.disks())) {
            forgetPool(host);
            TestHost.run("umount", host.disks().toString());
        }
    }

    private static void forgetPool(TestHost host) {
        if (has(host, "--all")) {
            if (has(host)) {
                host.virsh("pool-destroy", POOL);
            }
            host.virsh("pool-undefine", POOL);
        }
    }

    private static boolean has(TestHost host, String... options) {
        String[] list = new String[options.length + 2];
        list[0] = "pool-list";
        list[1] = "--name";
        System.arraycopy(options, 0, list, 2, options.length);
        return host.virsh(list).lines().map(String::strip).anyMatch(POOL::equals);
    }

    private static boolean isMounted(Path directory) {
        try {
            return Files.getFileStore(directory).type().startsWith("nfs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
