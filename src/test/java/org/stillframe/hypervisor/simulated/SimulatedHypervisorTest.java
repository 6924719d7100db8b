package org.stillframe.hypervisor.simulated;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.stillframe.hypervisor.HypervisorContract;
import org.stillframe.hypervisor.HypervisorFixture;

class SimulatedHypervisorTest extends HypervisorContract {
    @TempDir
    Path directory;

    @Override
    protected HypervisorFixture openFixture() {
        return new SimulatedFixture(directory);
    }
}
