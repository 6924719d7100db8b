package org.stillframe.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Down while any host does not answer; says which. Reads work all the same. */
@Readiness
@ApplicationScoped
public class HypervisorHealth implements HealthCheck {
    @Inject
    private HostDirectory hosts;

    @Inject
    private HostMonitor monitor;

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("hypervisors").up();
        for (Host host : hosts.all()) {
            boolean connected = monitor.of(host.getId()).isConnected();
            answer.withData(host.getName(), connected ? "connected" : "unreachable");
            if (!connected) {
                answer.down();
            }
        }
        return answer.build();
    }
}
