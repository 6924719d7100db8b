package org.stillframe.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load: wrk, a process of its own with one thread, on connections that are kept. Each sends the next request once the last is answered. */
final class Wrk {
    private static final Pattern RESULT =
            Pattern.compile("requests=(\\d+) microseconds=(\\d+) failed=(\\d+) p50=(\\d+) p99=(\\d+)");
    /** Longer than any number of creates may take; they end by themselves. */
    private static final int LONGEST_SECONDS = 120;

    private final Path script;

    Wrk(Path home) {
        this.script = home.resolve("src/test/resources/bench/load.lua");
    }

    /**
     * What was measured.
     *
     * @param perSecond requests that were answered
     * @param median milliseconds
     * @param p99 milliseconds that 99 of 100 requests took at most
     */
    record Result(double perSecond, double median, double p99) {}

    /** Sends the same GET for some seconds. */
    Result get(URI address, String token, int connections, int seconds) {
        return run(address, token, connections, seconds, "get");
    }

    /** Creates one snapshot of each of so many servers, and of up to as many more as there are connections. */
    Result create(URI address, String token, int connections, long firstServer, int servers) {
        return run(address, token, connections, LONGEST_SECONDS, Long.toString(firstServer), Integer.toString(servers));
    }

    private Result run(URI address, String token, int connections, int seconds, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                "wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--timeout", "30s", "-s", script.toString(), "-H",
                "Authorization: Bearer " + token, address.toString(), "--"));
        words.addAll(List.of(arguments));
        return read(Command.run(words));
    }

    /** @throws IllegalStateException if any request failed: what is refused quickly would look like speed */
    static Result read(String output) {
        Matcher found = RESULT.matcher(output);
        if (!found.find() || !found.group(3).equals("0")) {
            throw new IllegalStateException("Requests failed: " + output);
        }
        double seconds = Long.parseLong(found.group(2)) / 1e6;
        return new Result(
                Long.parseLong(found.group(1)) / seconds, Long.parseLong(found.group(4)) / 1e3, Long.parseLong(found.group(5)) / 1e3);
    }
}
