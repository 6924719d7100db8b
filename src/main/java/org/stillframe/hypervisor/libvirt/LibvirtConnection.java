package org.stillframe.hypervisor.libvirt;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/**
 * The links to one host. Each serves one call at a time: where several threads wait on one link, libvirt's client now and then
 * reads the stack of a thread that has gone on, and the process dies (CVE-2024-4418, mended in libvirt 10.3). Links are opened
 * when needed and kept for the next call. Whether one lives is judged by a call: libvirt says that a link is alive until it has
 * noticed that it is not.
 */
final class LibvirtConnection {
    private static final Logger LOG = Logger.getLogger(LibvirtConnection.class.getName());
    private static final int KEEP_ALIVE_SECONDS = 5;
    private static final int KEEP_ALIVE_MISSES = 3;
    /** One that has answered so lately is not asked whether it lives. */
    private static final long JUST_NOW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** What a busy host needs; more are closed after their call. */
    private static final int MOST_IDLE = 8;

    private final String uri;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    /** {@link System#nanoTime} when a call failed: of the links that served before, none is sure to live. */
    private volatile long doubtedAt = System.nanoTime();

    /** @param since {@link System#nanoTime} when its last call began; a failure since then makes it doubtful */
    private record Idle(Connect link, long since) {}

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
        Connect link = lease();
        long began = System.nanoTime();
        try {
            return work.on(link);
        } catch (LibvirtException e) {
            doubtedAt = System.nanoTime();
            throw Failures.translate(doing, e);
        } finally {
            giveBack(link, began);
        }
    }

    /** Closes the links, each as soon as nobody uses it. */
    synchronized void close() {
        closed = true;
        idle.forEach(kept -> close(kept.link()));
        idle.clear();
    }

    private Connect lease() {
        Idle kept = takeIdle();
        if (kept != null) {
            if (hasJustServed(kept) || failure(kept.link()) == null) {
                return kept.link();
            }
            LOG.log(Level.FINE, "The link to {0} is dead, opening a new one", uri);
            close(kept.link());
        }
        Connect fresh = open();
        LibvirtException dead = failure(fresh);
        if (dead != null) {
            close(fresh);
            throw new HypervisorException(Kind.UNAVAILABLE, "The host does not answer: " + dead.getMessage(), dead);
        }
        return fresh;
    }

    /** The one that was used last: those that are never needed at the same time grow old, and die, at the other end. */
    private synchronized Idle takeIdle() {
        return idle.pollFirst();
    }

    private synchronized void giveBack(Connect link, long usedAt) {
        if (closed || idle.size() >= MOST_IDLE) {
            close(link);
        } else {
            idle.addFirst(new Idle(link, usedAt));
        }
    }

    private boolean hasJustServed(Idle kept) {
        return kept.since() - doubtedAt > 0
                && System.nanoTime() - kept.since() < JUST_NOW_NANOS
                && !isKnownDead(kept.link());
    }

    /** Asks no one but libvirt's client, which hears at once when a daemon on the same machine has died. */
    private static boolean isKnownDead(Connect link) {
        try {
            return !link.isAlive();
        } catch (LibvirtException e) {
            return true;
        }
    }

    /** Null if the link lives. */
    private static LibvirtException failure(Connect link) {
        try {
            link.getLibVersion();
            return null;
        } catch (LibvirtException e) {
            return e;
        }
    }

    private Connect open() {
        Connect connect = null;
        try {
            connect = new Connect(uri);
            connect.setKeepAlive(KEEP_ALIVE_SECONDS, KEEP_ALIVE_MISSES);
            return connect;
        } catch (LibvirtException e) {
            if (connect != null) {
                // The daemon died in between. Kept, its handle would be lost.
                close(connect);
            }
            throw new HypervisorException(Kind.UNAVAILABLE, "The host cannot be reached: " + e.getMessage(), e);
        }
    }

    private static void close(Connect link) {
        try {
            link.close();
        } catch (LibvirtException e) {
            LOG.log(Level.FINE, "A dead link did not close cleanly", e);
        }
    }
}
