package org.stillframe.hypervisor.libvirt;

import static java.util.Objects.requireNonNull;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/**
 * The link to one host, shared by all threads. It is opened when first needed, and anew when it turns out to be dead.
 * Whether it lives is judged by a call: libvirt goes on saying that a lost link is connected.
 */
final class LibvirtConnection {
    private static final Logger LOG = Logger.getLogger(LibvirtConnection.class.getName());
    private static final int KEEP_ALIVE_SECONDS = 5;
    private static final int KEEP_ALIVE_MISSES = 3;

    private final String uri;
    private Link current;

    /** Something to do on a live link. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connect connect) throws LibvirtException;
    }

    LibvirtConnection(String uri) {
        this.uri = requireNonNull(uri, "uri is null");
    }

    /**
     * Does the work and translates what libvirt throws.
     *
     * @param doing what is being done, for the message of a failure
     */
    <T> T call(String doing, Work<T> work) {
        try {
            Link link = lease();
            try {
                return work.on(link.connect);
            } finally {
                link.release();
            }
        } catch (LibvirtException e) {
            throw Failures.translate(doing, e);
        }
    }

    /** Closes the link as soon as nobody uses it. */
    synchronized void close() {
        if (current != null) {
            current.retire();
            current = null;
        }
    }

    private Link lease() throws LibvirtException {
        Link link = lend();
        try {
            link.connect.getLibVersion();
            return link;
        } catch (LibvirtException e) {
            LOG.log(Level.FINE, "The link to {0} is dead, opening a new one", uri);
            drop(link);
            link.release();
        }
        Link fresh = lend();
        try {
            fresh.connect.getLibVersion();
            return fresh;
        } catch (LibvirtException e) {
            drop(fresh);
            fresh.release();
            throw new HypervisorException(Kind.UNAVAILABLE, "The host does not answer: " + e.getMessage(), e);
        }
    }

    private synchronized Link lend() {
        if (current == null) {
            current = open();
        }
        current.users++;
        return current;
    }

    private synchronized void drop(Link link) {
        if (current == link) {
            current = null;
        }
        link.retire();
    }

    private Link open() {
        try {
            Connect connect = new Connect(uri);
            connect.setKeepAlive(KEEP_ALIVE_SECONDS, KEEP_ALIVE_MISSES);
            return new Link(connect);
        } catch (LibvirtException e) {
            throw new HypervisorException(Kind.UNAVAILABLE, "The host cannot be reached: " + e.getMessage(), e);
        }
    }

    /** A connection and how many use it. Closing it under a running call would crash the process. */
    private final class Link {
        private final Connect connect;
        private int users;
        private boolean retired;

        Link(Connect connect) {
            this.connect = connect;
        }

        void release() {
            synchronized (LibvirtConnection.this) {
                users--;
                closeIfDone();
            }
        }

        void retire() {
            synchronized (LibvirtConnection.this) {
                retired = true;
                closeIfDone();
            }
        }

        private void closeIfDone() {
            if (!retired || users > 0) {
                return;
            }
            try {
                connect.close();
            } catch (LibvirtException e) {
                LOG.log(Level.FINE, "A dead link did not close cleanly", e);
            }
        }
    }
}
