package org.stillframe.hypervisor.libvirt;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.DomainInfo.DomainState;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.MissingCalls;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.PowerState;

/** Switches a domain on and off. */
final class Power {
    private static final Logger LOG = Logger.getLogger(Power.class.getName());
    private static final int SHUTDOWN_BY_ACPI = 1;
    private static final int SHUTDOWN_BY_AGENT = 2;
    private static final int AGENT_SECONDS = 5;
    private static final long POLL_MILLIS = 100;

    private final Connect connect;
    private final Domain domain;

    Power(Connect connect, Domain domain) {
        this.connect = connect;
        this.domain = domain;
    }

    static PowerState state(Domain domain) throws LibvirtException {
        DomainState state = domain.getInfo().state;
        return translate(state, state == DomainState.VIR_DOMAIN_CRASHED && domain.isActive() == 1);
    }

    /** @param preserved for a crashed domain: whether its process was kept for a look at it */
    static PowerState translate(DomainState state, boolean preserved) {
        return switch (state) {
            case VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED -> PowerState.RUNNING;
            case VIR_DOMAIN_NOSTATE, VIR_DOMAIN_PAUSED, VIR_DOMAIN_SHUTDOWN, VIR_DOMAIN_PMSUSPENDED -> PowerState.PAUSED;
            case VIR_DOMAIN_CRASHED -> preserved ? PowerState.PAUSED : PowerState.STOPPED;
            case VIR_DOMAIN_SHUTOFF -> PowerState.STOPPED;
        };
    }

    /** Whether it is off because its process ended by itself or was killed. */
    static boolean hasCrashed(Domain domain) throws LibvirtException {
        try {
            return MissingCalls.hasCrashed(domain);
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                return false;
            }
            throw e;
        }
    }

    void start() throws LibvirtException {
        switch (domain.getInfo().state) {
            case VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED -> {
                return;
            }
            case VIR_DOMAIN_PMSUSPENDED -> domain.PMwakeup();
            case VIR_DOMAIN_NOSTATE, VIR_DOMAIN_PAUSED -> resume();
            case VIR_DOMAIN_SHUTDOWN, VIR_DOMAIN_CRASHED, VIR_DOMAIN_SHUTOFF -> boot();
        }
        require(PowerState.RUNNING);
    }

    /** A guest that was paused in the middle of a freeze, for want of room, could not be thawed then. */
    private void resume() throws LibvirtException {
        domain.resume();
        try {
            thaw();
        } catch (LibvirtException e) {
            if (Failures.isLink(e)) {
                throw e;
            }
            LOG.log(Level.WARNING, "The guest was resumed, but its agent cannot be asked to thaw its file systems", e);
        }
    }

    private void boot() throws LibvirtException {
        if (domain.isActive() == 1) {
            domain.destroy();
        }
        new Definition(connect, domain).tidy();
        domain.create();
    }

    void stop(Duration grace) throws LibvirtException {
        PowerState state = state(domain);
        if (state == PowerState.STOPPED) {
            return;
        }
        if (state == PowerState.RUNNING && !grace.isZero() && shutsDown(grace)) {
            return;
        }
        try {
            domain.destroy();
        } catch (LibvirtException e) {
            if (state(domain) != PowerState.STOPPED) {
                throw e;
            }
        }
        require(PowerState.STOPPED);
    }

    /** Presses the power button; in the middle of the time asks the agent too, for guests that ignore the button. */
    private boolean shutsDown(Duration grace) throws LibvirtException {
        long start = System.nanoTime();
        ask(SHUTDOWN_BY_ACPI);
        boolean agentAsked = false;
        while (System.nanoTime() - start < grace.toNanos()) {
            Pause.millis(POLL_MILLIS);
            if (state(domain) == PowerState.STOPPED) {
                return true;
            }
            if (!agentAsked && System.nanoTime() - start > grace.toNanos() / 2) {
                agentAsked = true;
                if (DomainXml.present(domain).agentConnected()) {
                    ask(SHUTDOWN_BY_AGENT);
                }
            }
        }
        return state(domain) == PowerState.STOPPED;
    }

    private void ask(int way) {
        try {
            MissingCalls.shutdown(domain, way);
        } catch (LibvirtException e) {
            LOG.log(Level.FINE, "The guest could not be asked to shut down", e);
        }
    }

    /** Thaws the file systems of a guest whose agent listens. */
    void thaw() throws LibvirtException {
        if (state(domain) != PowerState.RUNNING || !DomainXml.present(domain).agentConnected()) {
            return;
        }
        MissingCalls.setAgentTimeout(domain, AGENT_SECONDS);
        try {
            MissingCalls.thawFileSystems(domain);
        } catch (LibvirtException e) {
            if (DomainXml.present(domain).agentConnected()) {
                throw e;
            }
        }
    }

    private void require(PowerState wanted) throws LibvirtException {
        PowerState state = state(domain);
        if (state != wanted) {
            throw new HypervisorException(
                    Kind.FAILED, "The domain was to be " + wanted + ", but libvirt says it is " + state);
        }
    }
}
