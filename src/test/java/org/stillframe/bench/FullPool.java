package org.stillframe.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.stillframe.bench.Samples.Case;

/** Create and delete where the same directory holds many other volumes, and where it holds none. */
final class FullPool {
    static final int OTHERS = 1000;
    private static final long GIBIBYTES = 10;

    private final Guests guests;
    private final Api api;
    private final Samples samples;

    FullPool(Guests guests, Api api, Samples samples) {
        this.guests = guests;
        this.api = api;
        this.samples = samples;
    }

    void measure(int rounds) {
        for (boolean runs : List.of(true, false)) {
            Series empty = new Series("empty-pool", runs);
            Series full = new Series("full-pool", runs);
            full.fill();
            for (int round = 0; round < rounds; round++) {
                empty.round();
                full.round();
            }
            empty.drop();
            full.drop();
        }
    }

    /** The same guest pair in one pool. */
    private final class Series {
        private final String pool;
        private final boolean runs;
        private final Path place;
        private final Guest plainGuest;
        private final Guest servedGuest;
        private final VirshSide plain;
        private final ServiceSide served;

        Series(String pool, boolean runs) {
            this.pool = pool;
            this.runs = runs;
            place = guests.pool(pool);
            plainGuest = guests.make(pool + "-" + runs + "-virsh", pool, GIBIBYTES, runs);
            servedGuest = guests.make(pool + "-" + runs + "-service", pool, GIBIBYTES, runs);
            plain = new VirshSide(guests, plainGuest, false);
            served = ServiceSide.of(api, servedGuest.name());
        }

        void fill() {
            Path base = place.resolve("other-base.qcow2");
            Path other = place.resolve("other-0.qcow2");
            Command.run("qemu-img", "create", "-q", "-f", "qcow2", base.toString(), "1G");
            Command.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", base.toString(), "-F", "qcow2", other.toString());
            try {
                for (int i = 1; i < OTHERS - 1; i++) {
                    Files.copy(other, place.resolve("other-" + i + ".qcow2"));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            guests.virsh().run("pool-refresh", pool);
        }

        void round() {
            take("create", "service", served::create);
            take("create", "virsh", plain::create);
            take("delete", "service", served::delete);
        }

        private void take(String step, String side, Runnable work) {
            samples.add(new Case(step, pool + (runs ? ", live" : ", stopped"), GIBIBYTES, 0, side), Stopwatch.time(work));
        }

        void drop() {
            guests.drop(plainGuest);
            guests.drop(servedGuest);
            guests.dropPool(pool);
        }
    }
}
