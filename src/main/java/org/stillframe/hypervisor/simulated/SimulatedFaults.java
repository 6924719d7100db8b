package org.stillframe.hypervisor.simulated;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.stillframe.hypervisor.HypervisorException.Kind;

/**
 * What goes wrong on one simulated host, and how slowly. It is kept in the host's {@code faults.properties}, which every
 * call reads, so that the process under test can be steered from outside. Without the file nothing goes wrong. Calls are
 * counted per process. Keys:
 *
 * <pre>
 * unreachable=true               no call is answered
 * agent.missing=true             no guest agent answers
 * latency=100                    every changing call takes that many ms longer, before its effect
 * latency.cut=500                one call, in place of the general one; any of the port's methods
 * latency.cut.midway=500         another wait, when half of its effect has happened
 * latency.cut.after=500          another wait, after its effect
 * fail.cut.before=FAILED         every cut fails with that kind (see HypervisorException.Kind) before anything happened
 * fail.cut.midway=UNAVAILABLE@2  the second cut since the file changed fails with half of its effect
 * fail.cut.after=UNAVAILABLE@2   the second fails after its effect
 * merge.rate=1048576             no merge copies more bytes a second
 * storage.capacity=1073741824    the storage has that many bytes in all, less what its files occupy
 * </pre>
 *
 * Midway is: new overlay files are there, but the domain does not use them (cut, switchHeads; after a quiesced cut the guest
 * is left frozen); half of the clusters are copied (merge). Other calls have no midway. A merge that fails with CRASHED leaves
 * its domain stopped. A wait ends early when the file
 * changes. Any other key makes every call fail, so that a misspelt fault is noticed.
 */
public final class SimulatedFaults {
    /** When, relative to the call's effect. */
    public enum Point {
        BEFORE,
        MIDWAY,
        AFTER;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String FILE = "faults.properties";

    private final Map<String, String> values;

    private SimulatedFaults(Map<String, String> values) {
        this.values = values;
    }

    public static SimulatedFaults none() {
        return new SimulatedFaults(Map.of());
    }

    public SimulatedFaults unreachable() {
        return with("unreachable", "true");
    }

    public SimulatedFaults agentMissing() {
        return with("agent.missing", "true");
    }

    /** Of every changing call. */
    public SimulatedFaults latency(Duration latency) {
        return with("latency", Long.toString(latency.toMillis()));
    }

    public SimulatedFaults latency(Call call, Point point, Duration latency) {
        String suffix = point == Point.BEFORE ? "" : "." + point.key();
        return with("latency." + call.method() + suffix, Long.toString(latency.toMillis()));
    }

    /** Every such call fails. */
    public SimulatedFaults fail(Call call, Point point, Kind kind) {
        return with("fail." + call.method() + "." + point.key(), kind.name());
    }

    /** The n-th such call from now fails, 1 for the next. */
    public SimulatedFaults fail(Call call, Point point, Kind kind, int nth) {
        return with("fail." + call.method() + "." + point.key(), kind.name() + "@" + nth);
    }

    public SimulatedFaults mergeRate(long bytesPerSecond) {
        return with("merge.rate", Long.toString(bytesPerSecond));
    }

    /** A storage that has so much room in all; its files are not kept from growing beyond. */
    public SimulatedFaults storageCapacity(long bytes) {
        return with("storage.capacity", Long.toString(bytes));
    }

    /** Makes these the host's faults, in place of all before; counting of calls starts anew. */
    public void install(Path directory) throws IOException {
        AtomicFile.write(directory.resolve(FILE), with("revision", UUID.randomUUID().toString()).values);
    }

    /** Lets everything go well again. */
    public static void clear(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(FILE));
    }

    /** Reads a host's faults; none if there is no file. */
    static SimulatedFaults of(Path directory) throws IOException {
        Map<String, String> values = new TreeMap<>();
        try {
            Path file = directory.resolve(FILE);
            Properties properties = AtomicFile.read(file);
            properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key).trim()));
            values.put("modified", Files.getLastModifiedTime(file).toString());
        } catch (NoSuchFileException e) {
            return none();
        }
        SimulatedFaults faults = new SimulatedFaults(values);
        faults.check();
        return faults;
    }

    boolean isUnreachable() {
        return Boolean.parseBoolean(values.get("unreachable"));
    }

    boolean isAgentMissing() {
        return Boolean.parseBoolean(values.get("agent.missing"));
    }

    /** Null if the host's default applies. */
    Duration latency(Call call, Point point) {
        String millis = values.get("latency." + call.method() + (point == Point.BEFORE ? "" : "." + point.key()));
        if (millis == null && point == Point.BEFORE && call.changing()) {
            millis = values.get("latency");
        }
        return millis == null ? null : Duration.ofMillis(Long.parseLong(millis));
    }

    /** With what the n-th such call fails, or null if it does not. */
    Kind failure(Call call, Point point, int nth) {
        String value = values.get("fail." + call.method() + "." + point.key());
        if (value == null) {
            return null;
        }
        int at = value.indexOf('@');
        Kind kind = Kind.valueOf(at < 0 ? value : value.substring(0, at));
        return at < 0 || Integer.parseInt(value.substring(at + 1)) == nth ? kind : null;
    }

    /** The slower of that rate and the host's; 0 is no limit. */
    long slower(long asked) {
        long rate = Long.parseLong(values.getOrDefault("merge.rate", "0"));
        return rate == 0 || asked == 0 ? Math.max(rate, asked) : Math.min(rate, asked);
    }

    /** 0 is that of the machine's own disk. */
    long storageCapacity() {
        return Long.parseLong(values.getOrDefault("storage.capacity", "0"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SimulatedFaults faults && values.equals(faults.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    private SimulatedFaults with(String key, String value) {
        Map<String, String> changed = new TreeMap<>(values);
        changed.put(key, requireNonNull(value, "value is null"));
        return new SimulatedFaults(changed);
    }

    private void check() throws IOException {
        try {
            for (Map.Entry<String, String> entry : values.entrySet()) {
                check(entry.getKey(), entry.getValue());
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("Bad " + FILE + ": " + e.getMessage(), e);
        }
    }

    private void check(String key, String value) {
        String[] parts = key.split("\\.");
        boolean known = switch (parts[0]) {
            case "unreachable", "agent" -> List.of("unreachable", "agent.missing").contains(key)
                    && List.of("true", "false").contains(value);
            case "revision", "modified" -> true;
            case "merge" -> key.equals("merge.rate") && Long.parseLong(value) >= 0;
            case "storage" -> key.equals("storage.capacity") && Long.parseLong(value) > 0;
            case "latency" -> Long.parseLong(value) >= 0 && (parts.length == 1 || isCall(parts) && isPoint(parts));
            case "fail" -> parts.length == 3 && isCall(parts) && isPoint(parts) && isFailure(value);
            default -> false;
        };
        if (!known) {
            throw new IllegalArgumentException(key + "=" + value);
        }
    }

    private static boolean isCall(String[] parts) {
        return Call.of(parts[1]).isPresent();
    }

    private static boolean isPoint(String[] parts) {
        return parts.length == 2
                || parts.length == 3 && Arrays.stream(Point.values()).anyMatch(point -> point.key().equals(parts[2]));
    }

    private static boolean isFailure(String value) {
        int at = value.indexOf('@');
        Kind.valueOf(at < 0 ? value : value.substring(0, at));
        return at < 0 || Integer.parseInt(value.substring(at + 1)) > 0;
    }
}
