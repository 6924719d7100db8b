package org.stillframe.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Rounds of faults, one after the other on the same installation, as a real one would live through them. */
final class Campaign implements AutoCloseable {
    private static final int WHOLE_EVERY = 5;
    private static final int RESERVE_MIB = 128;

    private final Site site;
    private Installation installation;
    private volatile boolean closing;
    private final Ledger ledger = new Ledger();
    private final Path directory;
    private final long seed;
    private final Random random;
    private final IntFunction<Fault> faults;

    /**
     * @param home the project's directory
     * @param directory where everything is kept
     * @param faults the fault of each round, from 0 on
     * @param clock whether the service's clock can jump
     */
    Campaign(Path home, Path directory, Site site, Database database, long seed, IntFunction<Fault> faults, boolean clock)
            throws IOException {
        this.site = site;
        this.directory = directory;
        this.seed = seed;
        this.random = new Random(seed);
        this.faults = faults;
        // However this ends, nothing that was started must stay behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        site.open();
        installation = new Installation(home, directory, site.uri(), database, Map.of(
                "STILLFRAME_RECLAIM_BANDWIDTH", Integer.toString(8 << 20),
                "STILLFRAME_STORAGE_RESERVE", Integer.toString(reserve(seed))));
        if (clock) {
            installation.wearWatch(home.resolve("src/test/c/watch.c"));
        }
        installation.start();
        installation.awaitAnswer();
    }

    /** Every second seed keeps room, in MiB: a storage that is filled meets a service that minds it, and one that does not. */
    private static int reserve(long seed) {
        return seed % 2 == 0 ? RESERVE_MIB : 0;
    }

    /** Makes later starts quicker; worth its time for many rounds. */
    void archive() {
        installation.archive();
    }

    /** @param told is given each result as it comes */
    List<Round.Result> run(int rounds, long mostSeconds, Consumer<Round.Result> told) throws IOException {
        List<Round.Result> results = new ArrayList<>();
        long deadline = System.nanoTime() + mostSeconds * 1_000_000_000L;
        for (int number = 0; number < rounds && System.nanoTime() < deadline; number++) {
            prepare();
            Moment moment = Moment.of(number, random);
            Fault fault = faults.apply(number);
            boolean last = number == rounds - 1;
            Round round = new Round(site, installation, ledger, fault, moment, random);
            Round.Result result = run(round, last || number % WHOLE_EVERY == WHOLE_EVERY - 1);
            results.add(result);
            told.accept(result);
            if (!result.violations().isEmpty()) {
                keepEvidence(number, result);
                // What is broken would only be found again.
                break;
            }
        }
        return results;
    }

    private Round.Result run(Round round, boolean whole) throws IOException {
        try {
            return round.run(whole);
        } catch (IOException e) {
            if (closing || installation.isAlive()) {
                throw e;
            }
            return round.brokenOff("the service has ended by itself");
        }
    }

    /** Every guest is a server, nearly every one runs, and each that runs has written something new. */
    private void prepare() throws IOException {
        for (Guest guest : site.guests()) {
            Ledger.Account account = ledger.of(guest);
            if (account.server == 0) {
                account.server = installation.adopt(guest);
            }
            if (!account.power.equals(Site.ACTIVE) && random.nextInt(3) > 0) {
                begin(account, "start");
                account.power = Site.ACTIVE;
            }
            if (account.power.equals(Site.ACTIVE)) {
                account.marker = ledger.newMarker();
                site.write(guest, account.marker);
            }
        }
    }

    private void begin(Ledger.Account account, String action) throws IOException {
        Client.Answer answer = installation.client().send("POST", Client.SERVERS + account.server + "/" + action + "/", null);
        if (answer.status() != 202) {
            throw new IOException("The server cannot be told to " + action + ": " + answer);
        }
        String ended = "";
        while (!Client.ENDED.contains(ended)) {
            ended = installation.client().get(answer.operation() + "?wait=30").json().getString("status");
        }
    }

    private void keepEvidence(int number, Round.Result result) {
        Path place = directory.resolveSibling("evidence-" + site.getClass().getSimpleName() + "-" + seed + "-" + number);
        try {
            Files.createDirectories(place);
            Files.writeString(place.resolve("violations"), result + "\n" + String.join("\n", result.violations()));
            for (Guest guest : site.guests()) {
                for (Map.Entry<String, String> each : site.evidence(guest).entrySet()) {
                    Files.writeString(place.resolve(guest.name() + "-" + each.getKey()), each.getValue());
                }
            }
            for (String file : List.of("db/stillframe.mv.db", "log/server.log", "log/jvm-crash.log")) {
                Path from = directory.resolve(file);
                if (Files.exists(from)) {
                    Files.copy(from, place.resolve(from.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closing = true;
        if (installation != null) {
            installation.close();
        }
        site.close();
    }

    /** Empties a directory but for what is costly to make and the same each time. */
    static void clear(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(each -> !List.of("server", "guest", "lock")
                    .contains(each.getFileName().toString())).toList()) {
                Command.run("rm", "-rf", file.toString());
            }
        }
    }
}
