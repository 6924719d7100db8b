package org.stillframe.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import org.stillframe.hypervisor.HostInfo;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.recurring.RecurringTask;

/** Looks at every domain of every connected host once a minute, so that it is known which servers can be snapshotted. */
@ApplicationScoped
public class HostSurvey implements RecurringTask {
    private static final Logger LOG = System.getLogger(HostSurvey.class.getName());
    private static final Duration PAUSE = Duration.ofMinutes(1);

    @Inject
    private HostDirectory hosts;

    @Inject
    private HostMonitor monitor;

    @Inject
    private HostDomains domains;

    @Inject
    private Hypervisors hypervisors;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        hosts.all().stream().filter(host -> monitor.of(host.getId()).isConnected()).forEach(this::survey);
    }

    private void survey(Host host) {
        try {
            hosts.surveyed(host.getId(), domains.of(host));
            lookForRoom(host);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Host " + host.getName() + " could not be surveyed; it will be tried again", e);
        }
    }

    /** A host tells of its pools what it knew when it last looked; it is made to look, so that this is never old. */
    private void lookForRoom(Host host) {
        monitor.of(host.getId()).info().pools().stream()
                .map(HostInfo.Pool::path)
                .filter(Objects::nonNull)
                .forEach(directory -> hypervisors.of(host.getUri()).room(host.getUri(), directory + "/any"));
    }
}
