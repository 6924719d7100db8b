package org.stillframe.interruption;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import org.stillframe.hypervisor.simulated.SimulatedHypervisor;

/** Puts {@link HostBoundary} around the adapter, which knows nothing of it. */
public class MortalHosts implements Extension {
    void bind(@Observes ProcessAnnotatedType<SimulatedHypervisor> adapter) {
        adapter.configureAnnotatedType().add(new Mortal.Literal());
    }
}
