package org.stillframe.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.util.concurrent.CompletableFuture;

/**
 * The list of all snapshots, read to its end by an admin.
 *
 * @param seconds from the request to the last byte
 * @param mebibytes of JSON
 * @param idleHeap MiB that live in the service's heap before
 * @param liveHeap MiB that live in it at most while the list is sent
 * @param memory MiB of memory that the process has had at most so far
 */
record WholeList(String database, long snapshots, double seconds, double mebibytes, double idleHeap, double liveHeap, double memory) {
    private static final int BUFFER = 1 << 16;
    private static final int LOOK_MILLISECONDS = 1000;

    static WholeList read(String database, Site site) {
        long[] bytes = new long[1];
        double seconds = Stopwatch.time(() -> bytes[0] = readAll(site)) / 1000;
        // A second time: looking at the heap takes the service's time.
        double idle = site.instance().liveHeap();
        double live = idle;
        CompletableFuture<Long> reading = CompletableFuture.supplyAsync(() -> readAll(site));
        while (!reading.isDone()) {
            live = Math.max(live, site.instance().liveHeap());
            Stopwatch.pause(LOOK_MILLISECONDS);
        }
        reading.join();
        return new WholeList(
                database, site.population().snapshots(), seconds, bytes[0] / 1048576.0, idle, live, site.instance().mostMemory());
    }

    private static long readAll(Site site) {
        try {
            HttpURLConnection request =
                    (HttpURLConnection) site.instance().address().resolve("/api/v1/snapshots/").toURL().openConnection();
            request.setRequestProperty("Authorization", "Bearer " + site.instance().token());
            byte[] buffer = new byte[BUFFER];
            long bytes = 0;
            try (InputStream stream = request.getInputStream()) {
                for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                    bytes += read;
                }
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
