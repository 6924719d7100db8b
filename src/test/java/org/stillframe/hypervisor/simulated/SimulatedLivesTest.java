package org.stillframe.hypervisor.simulated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import org.stillframe.layer.Figures;
import org.stillframe.layer.Life;
import org.stillframe.layer.ServerLife;

/** Random lives of servers on a simulated host. */
class SimulatedLivesTest {
    private Path directory;

    @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
    void everyPinnedContentOutlivesWhateverHappens(@ForAll("lives") Life life) throws IOException {
        directory = Files.createTempDirectory("stillframe");
        ServerLife.live(life, new SimulatedServer(directory, life.disks()), new Figures());
    }

    @AfterTry
    void removeFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Provide
    Arbitrary<Life> lives() {
        return Life.lives(30, 30);
    }
}
