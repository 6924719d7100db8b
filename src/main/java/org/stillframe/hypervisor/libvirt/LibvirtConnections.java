package org.stillframe.hypervisor.libvirt;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/** One connection per host. libvirt's native library is loaded when the first is asked for, not before. */
final class LibvirtConnections {
    private final ThreadFactory threads;
    private final Map<String, LibvirtConnection> byUri = new HashMap<>();
    private boolean ready;

    LibvirtConnections(ThreadFactory threads) {
        this.threads = requireNonNull(threads, "threads is null");
    }

    synchronized LibvirtConnection of(String uri) {
        if (!ready) {
            load();
            ready = true;
        }
        return byUri.computeIfAbsent(uri, LibvirtConnection::new);
    }

    synchronized void close() {
        byUri.values().forEach(LibvirtConnection::close);
        byUri.clear();
        if (ready) {
            EventLoop.release();
            ready = false;
        }
    }

    private void load() {
        try {
            EventLoop.acquire(threads);
        } catch (LinkageError e) {
            throw new HypervisorException(
                    Kind.UNAVAILABLE,
                    "libvirt's client library cannot be loaded; install libvirt0 (Debian, Ubuntu) or libvirt-libs (Fedora)",
                    e);
        } catch (LibvirtException e) {
            throw new HypervisorException(
                    Kind.UNAVAILABLE, "libvirt's client library cannot be initialised: " + e.getMessage(), e);
        }
    }
}
