package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Overlay;

/** How long a guest's file systems stay frozen around a cut, and who thaws them when libvirtd dies meanwhile. */
class LibvirtFreezeIT extends LibvirtGuests {
    private static final double LONGEST_FREEZE_SECONDS = 2;
    /** Moments after the start of a cut: before, in and after the freeze, which of them which depends on the machine. */
    private static final List<Integer> KILLED_AFTER_MILLIS = List.of(60, 150, 300);

    @Test
    void fileSystemsAreFrozenForLessThanTwoSeconds() {
        DomainRef domain = fixture.newServer(2);
        hypervisor.start(domain);
        fixture.inGuest(domain, "(while true; do read now rest </proc/uptime; echo $now >/data/tick; echo $now >>/ticks;"
                + " usleep 10000; done) >/dev/null 2>&1 &");
        String name = fixture.name(domain);

        for (int i = 0; i < 2; i++) {
            List<Overlay> overlays = List.of(overlay(domain, "vda", "a" + i), overlay(domain, "vdb", "b" + i));
            assertThat(hypervisor.cut(domain, overlays, true)).isEqualTo(Consistency.APPLICATION);
        }

        assertThat(longestPause(domain)).isBetween(0.0, LONGEST_FREEZE_SECONDS);
        HOST.virsh("domfsfreeze", name);
        Pause.millis((long) (LONGEST_FREEZE_SECONDS * 1000) + 200);
        HOST.virsh("domfsthaw", name);
        assertThat(longestPause(domain)).as("a freeze shows").isGreaterThan(LONGEST_FREEZE_SECONDS);
    }

    /** The longest time in seconds that a process inside waited with a write to a file system. */
    private double longestPause(DomainRef domain) {
        Pause.millis(500);
        String longest = fixture.inGuest(
                domain, "awk 'NR > 1 && $1 - last > most {most = $1 - last} {last = $1} END {print most}' /ticks");
        return Double.parseDouble(longest.strip());
    }

    @Test
    void aCutThatIsRepeatedThawsWhatADeadDaemonLeftFrozen() {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        fixture.awaitGuest(domain);
        HOST.virsh("domfsfreeze", fixture.name(domain));
        assertThat(freezeStatus(domain)).contains("frozen");
        HOST.killDaemon();
        HOST.start();
        assertThat(freezeStatus(domain)).as("nobody thaws by himself").contains("frozen");
        Overlay overlay = overlay(domain, "vda", "repeated");

        assertThat(hypervisor.cut(domain, List.of(overlay), true)).isEqualTo(Consistency.APPLICATION);

        assertThat(freezeStatus(domain)).contains("thawed");
        fixture.inGuest(domain, "echo written >/data/file; sync");
    }

    @Test
    void aDaemonKilledWithinACutLeavesAGuestThatRecoveryThaws() {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        fixture.awaitGuest(domain);
        for (int millis : KILLED_AFTER_MILLIS) {
            Overlay overlay = overlay(domain, "vda", "killed-" + millis);
            CompletableFuture<Consistency> cut =
                    CompletableFuture.supplyAsync(() -> hypervisor.cut(domain, List.of(overlay), true));
            Pause.millis(millis);
            HOST.killDaemon();
            cut.exceptionally(failure -> null).join();
            HOST.start();

            recover(domain, overlay);

            assertThat(freezeStatus(domain)).as("killed after " + millis + " ms").contains("thawed");
            fixture.inGuest(domain, "echo written >/data/file; sync");
            assertThat(head(domain, "vda")).isEqualTo(overlay.path());
        }
    }

    /** As the service's steps do: look, repeat the cut unless it is done, thaw in any case. */
    private void recover(DomainRef domain, Overlay overlay) {
        if (!head(domain, "vda").equals(overlay.path())) {
            try {
                hypervisor.cut(domain, List.of(overlay), true);
            } catch (HypervisorException lost) {
                assertThat(lost.kind()).as(lost.toString()).isEqualTo(Kind.WRONG_STATE);
                hypervisor.stop(domain, Duration.ZERO);
                hypervisor.cut(domain, List.of(overlay), false);
                hypervisor.start(domain);
                fixture.awaitGuest(domain);
            }
        }
        hypervisor.thaw(domain);
    }

    private String freezeStatus(DomainRef domain) {
        return HOST.virsh("qemu-agent-command", fixture.name(domain), "{\"execute\": \"guest-fsfreeze-status\"}");
    }
}
