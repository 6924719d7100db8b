package org.stillframe.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Down while any host with servers does not answer; says of every host whether it does. Reads work all the same. One without
 * servers keeps nobody from anything: a host that was just made known must not take all nodes out of service.
 */
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
        Set<Long> inUse = hosts.withServers();
        for (Host host : hosts.all()) {
            boolean connected = monitor.of(host.getId()).isConnected();
            answer.withData(host.getName(), connected ? "connected" : "unreachable");
            if (!connected && inUse.contains(host.getId())) {
                answer.down();
            }
        }
        return answer.build();
    }
}
