package org.stillframe.demo;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stillframe.account.Credentials;
import org.stillframe.account.DataDirectory;
import org.stillframe.account.EnvironmentFile;
import org.stillframe.adoption.ServerAdoption;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.recurring.RecurringTask;
import org.stillframe.server.Adoption;
import org.stillframe.server.Host;
import org.stillframe.server.HostDirectory;
import org.stillframe.server.HostMonitor;
import org.stillframe.server.Server;
import org.stillframe.server.ServerDetails;

/**
 * Sets up what {@code ./run} shows: two accounts, a host and two servers. It leaves the tokens in {@code demo.env} in the data
 * directory; what an earlier start left there stays valid.
 */
@ApplicationScoped
public class DemoSetUp implements RecurringTask {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String HOST = "demo";
    private static final String OWNER = "demo@example.com";
    private static final String OTHER_OWNER = "other@example.com";

    @Inject
    private Credentials credentials;

    @Inject
    private HostDirectory hosts;

    @Inject
    private HostMonitor monitor;

    @Inject
    private ServerAdoption adoption;

    @Inject
    private Hypervisors hypervisors;

    @Inject
    @ConfigProperty(name = "stillframe.demo", defaultValue = "false")
    private boolean demo;

    @Inject
    @ConfigProperty(name = "stillframe.demo.host")
    private Optional<String> hostUri;

    @Inject
    private DataDirectory dataDirectory;

    @Inject
    @ConfigProperty(name = "stillframe.url")
    private Optional<String> url;

    @Inject
    @ConfigProperty(name = "libvirt.default.uri")
    private Optional<String> libvirtDefaultUri;

    private volatile boolean done;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    /** Tries until the host answers. An adoption looks for the key of the request that it is made by, even if there is none. */
    @Override
    @ActivateRequestContext
    public void run() {
        if (done || !demo || hostUri.isEmpty()) {
            return;
        }
        SimulatedDemo.defineServers(hostUri.get());
        Host host = hosts.register(HOST, hostUri.get());
        EnvironmentFile file = new EnvironmentFile(dataDirectory.file("demo.env"));
        Map<String, String> environment = file.read();
        url.ifPresent(address -> environment.put("STILLFRAME_URL", address));
        credentials.account(environment, "STILLFRAME_TOKEN", OWNER, "Demo");
        credentials.account(environment, "STILLFRAME_OTHER_TOKEN", OTHER_OWNER, "Somebody else");
        credentials.admin(environment);
        if (monitor.ask(host).isConnected()) {
            adopt(host, "web-server-01", OWNER, "web01.example.com", "203.0.113.10");
            adopt(host, "db-server-01", OTHER_OWNER, "db01.example.com", "203.0.113.11");
            monitor.ask(host);
        }
        environment.put("STILLFRAME_SERVER_ID", "12345");
        libvirtDefaultUri.ifPresent(uri -> environment.put("LIBVIRT_DEFAULT_URI", uri));
        file.write(environment);
        done = monitor.of(host.getId()).isConnected();
    }

    private void adopt(Host host, String domain, String owner, String hostname, String address) {
        try {
            Server server = adoption.adopt(new Adoption(
                    host.getId(),
                    domain,
                    owner,
                    new ServerDetails(
                            domain, hostname, address, "us-west", 1L, "Standard VPS", null, null, null, 1L, "Debian 12 demo guest")));
            hypervisors.of(server.domain()).start(server.domain());
        } catch (ServiceException e) {
            if (e.code() != ErrorCode.ALREADY_ADOPTED) {
                throw e;
            }
        }
    }
}
