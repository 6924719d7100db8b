package org.stillframe.hypervisor.libvirt;

import java.util.concurrent.ThreadFactory;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt.VirErrorCallback;

/** libvirt's event loop, one per process. Without it a lost link is never noticed, as it drives the keep-alive messages. */
final class EventLoop {
    private static final Logger LOG = Logger.getLogger(EventLoop.class.getName());
    /**
     * Errors come as exceptions; libvirt's own handler would print each of them too. Held here so that it is not
     * collected.
     */
    private static final VirErrorCallback SILENT = (userData, error) -> {};

    private static int users;

    private EventLoop() {}

    /** Starts the loop unless it runs. To be called before a connection is opened. */
    static synchronized void acquire(ThreadFactory threads) throws LibvirtException {
        if (users == 0) {
            Library.initEventLoop();
            Connect.setErrorCallback(SILENT);
            Thread thread = threads.newThread(EventLoop::run);
            thread.setName("libvirt-events");
            thread.setDaemon(true);
            thread.start();
        }
        users++;
    }

    /** Ends the loop when nobody needs it any more. */
    static synchronized void release() {
        users--;
        if (users > 0) {
            return;
        }
        try {
            Library.stopEventLoop();
            Connect.setErrorCallback(null);
        } catch (LibvirtException e) {
            LOG.log(Level.FINE, "libvirt's event loop did not stop", e);
        }
    }

    private static void run() {
        try {
            Library.runEventLoop();
        } catch (LibvirtException e) {
            LOG.log(Level.WARNING, "libvirt's event loop ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
