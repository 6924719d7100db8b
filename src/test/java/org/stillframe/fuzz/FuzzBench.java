package org.stillframe.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.stillframe.ServiceUnderTest;

/** What {@code ./bench fuzz} runs, against a service that is up with the demo set on simulated servers. */
final class FuzzBench {
    private static final int PROGRESS_SECONDS = 10;

    private final Findings findings;
    private final long begun = System.nanoTime();
    private int told;

    private FuzzBench(Findings findings) {
        this.findings = findings;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path demo = Path.of(System.getProperty("fuzz.demo"));
        Fuzz fuzz = new Fuzz(ServiceUnderTest.of(demo), demo.toAbsolutePath().getParent(), Long.getLong("fuzz.seed"));
        FuzzBench bench = new FuzzBench(fuzz.findings());
        // Also where it is ended before its end.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> bench.end(Path.of(System.getProperty("fuzz.json")))));
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            clock.scheduleAtFixedRate(bench::progress, PROGRESS_SECONDS, PROGRESS_SECONDS, TimeUnit.SECONDS);
            fuzz.run(Long.getLong("fuzz.from"), Long.getLong("fuzz.requests"), Long.getLong("fuzz.seconds"));
        } finally {
            clock.shutdownNow();
        }
        System.exit(fuzz.findings().violating() > 0 ? 1 : 0);
    }

    private synchronized void progress() {
        List<String> violations = findings.violations();
        violations.subList(told, violations.size()).forEach(violation -> System.out.println("\n" + violation + "\n"));
        told = violations.size();
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        System.out.println(String.format(
                Locale.ROOT, "%5d s: %,d requests, %,d with success, %d violations",
                seconds, findings.requests(), findings.succeeded(), findings.violating()));
    }

    private void end(Path json) {
        progress();
        System.out.print(findings.table());
        try {
            findings.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println("The figures are in " + json);
    }
}
