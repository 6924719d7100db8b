package org.stillframe.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The network between the service and libvirtd: a TCP port on the loopback that leads to libvirtd's socket, and can fail. */
final class Link implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private enum Condition {
        WHOLE,
        /** Nothing passes. */
        STALLED,
        /** What libvirtd answers is lost. */
        DEAF,
        /** No connection can be made. */
        CUT
    }

    private final UnixDomainSocketAddress daemon;
    private final ServerSocketChannel door;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private Condition condition = Condition.WHOLE;

    Link(Path socket) {
        daemon = UnixDomainSocketAddress.of(socket);
        try {
            door = ServerSocketChannel.open();
            door.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return door.socket().getLocalPort();
    }

    void stall() {
        become(Condition.STALLED);
    }

    void loseAnswers() {
        become(Condition.DEAF);
    }

    void cut() {
        become(Condition.CUT);
        open.forEach(Link::close);
    }

    /** What was lost stays lost: a connection that missed something is of no use any more. */
    void mend() {
        boolean lost = condition() == Condition.DEAF;
        become(Condition.WHOLE);
        if (lost) {
            open.forEach(Link::close);
        }
    }

    private synchronized void become(Condition next) {
        condition = next;
        notifyAll();
    }

    private synchronized Condition condition() {
        return condition;
    }

    private void accept() {
        while (door.isOpen()) {
            try {
                SocketChannel client = door.accept();
                if (condition() == Condition.CUT) {
                    client.close();
                    continue;
                }
                open.add(client);
                start(() -> serve(client));
            } catch (IOException e) {
                // Closed, or the client has gone already.
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client; SocketChannel server = SocketChannel.open(daemon)) {
            open.add(server);
            Thread answers = start(() -> pass(server, client, true));
            pass(client, server, false);
            answers.join();
            open.remove(server);
        } catch (IOException e) {
            // libvirtd is not there: the client sees its connection end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    /** Until either side ends, which ends the other. */
    private void pass(SocketChannel from, SocketChannel to, boolean answers) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (from; to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                awaitFlow();
                while (buffer.hasRemaining() && !(answers && condition() == Condition.DEAF)) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // The other direction has ended, or the link was cut.
        }
    }

    private synchronized void awaitFlow() {
        while (condition == Condition.STALLED) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work, "link");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed then.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        become(Condition.WHOLE);
        open.forEach(Link::close);
    }
}
