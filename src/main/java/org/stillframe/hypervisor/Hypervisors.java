package org.stillframe.hypervisor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import org.stillframe.hypervisor.HypervisorException.Kind;

/** Finds the adapter that speaks to a host, by the host's URI. */
@ApplicationScoped
public class Hypervisors {
    private final Instance<Hypervisor> adapters;

    /** For the container's proxies only. */
    protected Hypervisors() {
        this(null);
    }

    @Inject
    public Hypervisors(@Any Instance<Hypervisor> adapters) {
        this.adapters = adapters;
    }

    public Hypervisor of(DomainRef domain) {
        return of(domain.host());
    }

    public Hypervisor of(String host) {
        return adapters.stream()
                .filter(adapter -> adapter.serves(host))
                .findFirst()
                .orElseThrow(() -> new HypervisorException(Kind.UNAVAILABLE, "No adapter serves the host " + host));
    }
}
