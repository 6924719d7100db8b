package org.stillframe.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import org.stillframe.ServiceUnderTest;

/** What {@code ./bench fuzz} runs, against a service that is up with the demo set on simulated servers. */
final class FuzzBench {
    private FuzzBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path demo = Path.of(System.getProperty("fuzz.demo"));
        Fuzz fuzz = new Fuzz(ServiceUnderTest.of(demo), demo.toAbsolutePath().getParent(), Long.getLong("fuzz.seed"));
        Findings findings = fuzz.run(Long.getLong("fuzz.from"), Long.getLong("fuzz.requests"), Long.getLong("fuzz.seconds"));
        findings.write(Path.of(System.getProperty("fuzz.json")));
        findings.violations().forEach(violation -> System.out.println(violation + "\n"));
        System.out.print(findings.table());
        if (findings.violating() > 0) {
            System.exit(1);
        }
    }
}
