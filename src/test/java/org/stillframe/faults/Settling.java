package org.stillframe.faults;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.stillframe.layer.LayerTree;

/** Waits until the service has nothing left to do. */
final class Settling {
    /** What is promised: a minute after all is there again, nothing is unfinished. */
    static final long MOST_SECONDS = 60;

    /** What could not be reclaimed is tried again once a minute, and nobody waits for it. */
    private static final long MOST_SECONDS_OF_RECLAIM = 120;

    private static final long LOOK_MILLIS = 300;

    private final Installation installation;
    private final Site site;
    private final Ledger ledger;

    Settling(Installation installation, Site site, Ledger ledger) {
        this.installation = installation;
        this.site = site;
        this.ledger = ledger;
    }

    /** @return seconds until nothing was unfinished, at most those of the promise; reclaim is waited for after that */
    double await() throws IOException {
        long begun = System.nanoTime();
        while (!isDone() && seconds(begun) < MOST_SECONDS) {
            Pause.millis(LOOK_MILLIS);
        }
        double settled = seconds(begun);
        while (!isReclaimed() && seconds(begun) < MOST_SECONDS_OF_RECLAIM) {
            Pause.millis(LOOK_MILLIS);
        }
        return settled;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private boolean isDone() throws IOException {
        return installation.client().isReady()
                && installation.client().list(Client.OPERATIONS).stream()
                        .allMatch(operation -> Client.ENDED.contains(operation.getString("status")));
    }

    private boolean isReclaimed() {
        Books books = installation.books();
        return books.open().isEmpty() && site.guests().stream().allMatch(guest -> isReclaimed(guest, books));
    }

    private boolean isReclaimed(Guest guest, Books books) {
        return books.disksOf(ledger.of(guest).server).stream().allMatch(disk -> isReclaimed(disk, books));
    }

    static boolean isReclaimed(Books.Disk disk, Books books) {
        List<LayerTree.Node> nodes = books.layersOf(disk).stream()
                .map(layer -> new LayerTree.Node(
                        UUID.fromString(layer.id()),
                        layer.parent() == null ? null : UUID.fromString(layer.parent()),
                        books.isPinned(layer),
                        layer.id().equals(disk.head()),
                        !layer.origin().equals("FOREIGN")))
                .toList();
        return new LayerTree(nodes).next().isEmpty();
    }
}
