package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.PowerState;

/** How guests are stopped: asked first, and cut off if they do not listen. */
class LibvirtPowerIT extends LibvirtGuests {
    private static final String TEXT = "only-in-memory";

    @Test
    void aGuestThatIsGivenTimeWritesOutWhatItHolds() {
        DomainRef domain = startWithSomethingUnwritten();

        hypervisor.stop(domain, Duration.ofSeconds(60));

        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.STOPPED);
        assertThat(TestDisk.holds(head(domain, "vda"), TEXT)).isTrue();
    }

    @Test
    void aGuestThatDoesNotListenIsCutOffWhenItsTimeIsUp() {
        DomainRef domain = startWithSomethingUnwritten();
        fixture.inGuest(domain, "rm /bin/shutdown /sbin/shutdown /etc/acpi/PWRF/00000080");
        Duration grace = Duration.ofSeconds(4);
        long began = System.nanoTime();

        hypervisor.stop(domain, grace);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(grace);
        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.STOPPED);
    }

    private DomainRef startWithSomethingUnwritten() {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        fixture.inGuest(domain, "echo " + TEXT + " >/data/late");
        return domain;
    }
}
