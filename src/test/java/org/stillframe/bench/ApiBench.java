package org.stillframe.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;

/** Measures the calls that clients send most, with few and with many snapshots in the database. Started by {@code ./bench api}. */
public final class ApiBench {
    static final List<Integer> CONNECTIONS = List.of(8, 32);

    private static final int SECONDS = 3;
    /** A service is warm once it gets no faster from one of these spans to the next; the full compiler takes its time. */
    private static final int WARM_UP_SECONDS = 10;
    private static final int MOST_WARM_UPS = 20;
    private static final int LEAST_WARM_UPS = 12;
    private static final double FASTER = 1.05;
    private static final int WARM_CONNECTIONS = 32;
    /** What one round creates: some seconds' worth, as the other calls have. */
    private static final int CREATES = 768;
    /** Of each one snapshot is made; the last creates of a round are followed by those that are on their way. */
    private static final int SERVERS = CREATES + Collections.max(CONNECTIONS);
    private static final int LIMIT = 5;
    private static final int MISSED = 3;

    private final ApiSettings settings;
    private final Wrk wrk;
    private final List<Measured> calls = new ArrayList<>();
    private final List<WholeList> lists = new ArrayList<>();

    private ApiBench(ApiSettings settings) {
        this.settings = settings;
        this.wrk = new Wrk(settings.home());
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        ApiSettings settings = ApiSettings.read();
        ApiBench bench = new ApiBench(settings);
        for (String database : settings.databases()) {
            bench.measure(database);
        }
        ApiReport report = new ApiReport(bench.calls, bench.lists, settings);
        System.out.print(report.text());
        Files.createDirectories(settings.json().toAbsolutePath().getParent());
        Files.writeString(settings.json(), report.json());
        if (settings.strict() && !report.keepsAll()) {
            System.exit(MISSED);
        }
    }

    private void measure(String database) throws IOException, SQLException {
        say("Starting " + settings.sizes().size() + " services on " + database);
        try (Sites sites = Sites.start(settings, database, serversNeeded())) {
            String token = sites.measured().token();
            sites.all().forEach(site -> warmUp(site, token));
            each(sites, database, "list of a server", (site, connections) ->
                    get(site, token, connections, "?server_id=" + site.population().measuredServer()));
            each(sites, database, "get one", (site, connections) ->
                    get(site, token, connections, site.population().measuredSnapshot() + "/"));
            each(sites, database, "page of 20", (site, connections) -> get(site, token, connections, "?page_size=20"));
            each(sites, database, "page of 20, half of all", (site, connections) ->
                    get(site, sites.large().token(), connections, "?page_size=20"));
            for (Site site : sites.all()) {
                say("The whole list of " + site.population().snapshots());
                lists.add(WholeList.read(database, site));
            }
            each(sites, database, "create", (site, connections) -> create(site, sites.creator().token(), connections));
        }
    }

    private void warmUp(Site site, String token) {
        say("Warming up the service with " + site.population().snapshots() + " snapshots");
        URI list = address(site, "?server_id=" + site.population().measuredServer());
        double before = 0;
        for (int i = 1; i <= MOST_WARM_UPS; i++) {
            double now = wrk.get(list, token, WARM_CONNECTIONS, WARM_UP_SECONDS).perSecond();
            if (i >= LEAST_WARM_UPS && now < before * FASTER) {
                return;
            }
            before = Math.max(before, now);
        }
    }

    /** Enough for the warm-up and all rounds, as each server can have five snapshots. */
    private int serversNeeded() {
        int times = 1 + settings.rounds() * CONNECTIONS.size();
        return (times + LIMIT - 1) / LIMIT * SERVERS;
    }

    private void each(Sites sites, String database, String call, BiFunction<Site, Integer, Wrk.Result> load) {
        say("Warming up: " + call);
        for (Site site : sites.all()) {
            load.apply(site, Collections.max(CONNECTIONS));
        }
        for (int connections : CONNECTIONS) {
            Measured measured = new Measured(database, call, connections);
            for (int round = 1; round <= settings.rounds(); round++) {
                // Whichever comes first would otherwise always follow the same call of another service.
                List<Site> order = new ArrayList<>(sites.all());
                if (round % 2 == 0) {
                    Collections.reverse(order);
                }
                order.forEach(site -> measured.add(site.population().snapshots(), load.apply(site, connections)));
            }
            calls.add(measured);
            say(ApiReport.row(measured));
        }
    }

    private Wrk.Result get(Site site, String token, int connections, String path) {
        return wrk.get(address(site, path), token, connections, SECONDS);
    }

    private static URI address(Site site, String path) {
        return site.instance().address().resolve("/api/v1/snapshots/" + path);
    }

    private Wrk.Result create(Site site, String token, int connections) {
        Wrk.Result result = wrk.create(address(site, ""), token, connections, site.take(SERVERS), CREATES);
        site.settle();
        return result;
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
