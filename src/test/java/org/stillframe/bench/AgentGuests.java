package org.stillframe.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.stillframe.bench.Samples.Case;

/** Creates on guests that have booted a kernel, whose agent freezes the file systems around each cut. */
final class AgentGuests {
    private static final int LIMIT = 5;
    private static final String POOL = "stillframe";

    private final Guests guests;
    private final Settings settings;
    private final Samples samples;
    private final List<VirshSide> plain = new ArrayList<>();
    private final List<ServiceSide> served = new ArrayList<>();
    private final List<Long> sizes;

    AgentGuests(Guests guests, Settings settings, Api api, List<Long> sizes, Samples samples) {
        this.guests = guests;
        this.settings = settings;
        this.samples = samples;
        this.sizes = sizes;
        for (long size : sizes) {
            plain.add(new VirshSide(guests, boot("agent-" + size + "-virsh", size), true));
            served.add(ServiceSide.of(api, boot("agent-" + size + "-service", size).name()));
        }
        sizes.forEach(size -> List.of("virsh", "service").forEach(side -> guest("wait", "agent-" + size + "-" + side)));
    }

    private Guest boot(String name, long size) {
        guest("define", name, "--memory", "96", "--disk", size + "G");
        guest("boot", name);
        return new Guest(name, POOL, size, true);
    }

    private void guest(String command, String name, String... options) {
        Path script = settings.home().resolve("server-config/demo/guest");
        List<String> words = new ArrayList<>(List.of(script.toString(), command, settings.directory().toString(), name));
        words.addAll(List.of(options));
        Command.run(words);
    }

    void round(int number, boolean keep) {
        for (int snapshots = 0; snapshots < LIMIT; snapshots++) {
            boolean counts = keep && (snapshots == 0 || snapshots == 1 || snapshots == LIMIT - 1);
            for (int i = 0; i < sizes.size(); i++) {
                if (number % 2 == 0) {
                    create("virsh", plain.get(i), sizes.get(i), snapshots, counts);
                }
                create("service", served.get(i), sizes.get(i), snapshots, counts);
                if (number % 2 == 1) {
                    create("virsh", plain.get(i), sizes.get(i), snapshots, counts);
                }
            }
        }
        for (ServiceSide side : served) {
            if (!side.consistency().equals("application")) {
                throw new IllegalStateException("The guest agent did not freeze: " + side.consistency());
            }
            for (int i = 0; i < LIMIT; i++) {
                side.delete();
            }
        }
        plain.forEach(VirshSide::flatten);
    }

    private void create(String name, Side side, long size, int snapshots, boolean counts) {
        double took = Stopwatch.time(side::create);
        if (counts) {
            samples.add(new Case("create", "agent", size, snapshots, name), took);
        }
    }

    void drop() {
        for (long size : sizes) {
            for (String side : List.of("virsh", "service")) {
                guests.drop(new Guest("agent-" + size + "-" + side, POOL, size, true));
            }
        }
    }
}
