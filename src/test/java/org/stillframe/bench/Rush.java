package org.stillframe.bench;

import java.util.ArrayList;
import java.util.List;

/** Sixteen servers are snapshotted at once: all sixteen asked of the service, and by eight scripts in parallel. */
final class Rush {
    static final int SERVERS = 16;
    private static final int SCRIPTS = 8;
    private static final int LIMIT = 5;
    private static final String POOL = "rush";
    /** Longer than the service waits before it reads the sizes of what was made, so that this falls into nobody's time. */
    private static final int SETTLING_MILLISECONDS = 5000;

    private final Guests guests;
    private final Api api;
    private final boolean runs;
    private final List<Double> serviceRates = new ArrayList<>();
    private final List<Double> virshRates = new ArrayList<>();

    /** @param runs whether the servers run */
    Rush(Guests guests, Api api, boolean runs) {
        this.guests = guests;
        this.api = api;
        this.runs = runs;
    }

    /** Fresh servers for every five rounds, as more snapshots are not to be had; the first five warm up and do not count. */
    Rate measure(int rounds) {
        five(LIMIT, new ArrayList<>(), new ArrayList<>());
        for (int left = rounds; left > 0; left -= LIMIT) {
            five(Math.min(left, LIMIT), serviceRates, virshRates);
        }
        return new Rate(runs ? "live" : "stopped", Samples.median(serviceRates), Samples.median(virshRates));
    }

    private void five(int rounds, List<Double> service, List<Double> virsh) {
        guests.pool(POOL + "-service");
        guests.pool(POOL + "-virsh");
        List<Guest> made = new ArrayList<>();
        List<Side> served = new ArrayList<>();
        List<Side> plain = new ArrayList<>();
        for (int i = 0; i < SERVERS; i++) {
            Guest byService = guests.make("rush-" + runs + "-service-" + i, POOL + "-service", 10, runs);
            Guest byVirsh = guests.make("rush-" + runs + "-virsh-" + i, POOL + "-virsh", 10, runs);
            served.add(ServiceSide.of(api, byService.name()));
            plain.add(new VirshSide(guests, byVirsh, false));
            made.addAll(List.of(byService, byVirsh));
        }
        for (int round = 0; round < rounds; round++) {
            Stopwatch.pause(SETTLING_MILLISECONDS);
            service.add(rate(SERVERS, served));
            Stopwatch.pause(SETTLING_MILLISECONDS);
            virsh.add(rate(SCRIPTS, plain));
        }
        Together.run(SERVERS, made.stream().map(guest -> (Runnable) () -> guests.drop(guest)).toList());
        guests.dropPool(POOL + "-service");
        guests.dropPool(POOL + "-virsh");
    }

    /** Snapshots a second. */
    private static double rate(int atOnce, List<Side> sides) {
        return sides.size() * 1000 / Together.run(atOnce, sides.stream().map(side -> (Runnable) side::create).toList());
    }
}
