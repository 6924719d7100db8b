package org.stillframe.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.VolumeInfo;

class FrozenSizeTest {
    private static final long MIB = 1L << 20;
    private static final long HEAD = 777 * MIB;

    @Test
    void countsEveryFileBelowTheHeadsOfAllDisks() {
        assertThat(FrozenSize.mebibytes(domain(disk("vda", HEAD, 3 * MIB, 4 * MIB), disk("vdb", HEAD, 5 * MIB)))).isEqualTo(12);
    }

    @Test
    void roundsUpOnceForTheWholeServer() {
        assertThat(FrozenSize.mebibytes(domain(disk("vda", HEAD, MIB)))).isEqualTo(1);
        assertThat(FrozenSize.mebibytes(domain(disk("vda", HEAD, MIB + 1)))).isEqualTo(2);
        assertThat(FrozenSize.mebibytes(domain(disk("vda", HEAD, MIB / 2), disk("vdb", HEAD, MIB / 2)))).isEqualTo(1);
    }

    @Test
    void isAtLeastOne() {
        assertThat(FrozenSize.mebibytes(domain(disk("vda", HEAD, 0)))).isEqualTo(1);
        assertThat(FrozenSize.mebibytes(domain())).isEqualTo(1);
    }

    @Test
    void holdsForDisksOfManyTebibytes() {
        assertThat(FrozenSize.mebibytes(domain(disk("vda", HEAD, 64L << 40, 1)))).isEqualTo((64L << 20) + 1);
    }

    @Test
    void countsUefiVariablesByTheCopyThatWasMadeOfThem() {
        DiskInfo nvram = disk(DiskInfo.NVRAM, 2 * MIB);
        DomainInfo domain = uefi(nvram, disk("vda", HEAD, 3 * MIB));

        assertThat(FrozenSize.mebibytes(domain)).isEqualTo(5);
    }

    private static DomainInfo domain(DiskInfo... disks) {
        return uefi(null, disks);
    }

    private static DomainInfo uefi(DiskInfo nvram, DiskInfo... disks) {
        DomainRef ref = new DomainRef("simulated:///tmp", UUID.randomUUID());
        return new DomainInfo(ref, "web", PowerState.RUNNING, false, 1, 64, Arrays.asList(disks), nvram, List.of());
    }

    /** @param allocated bytes of each file, head first */
    private static DiskInfo disk(String target, long... allocated) {
        return new DiskInfo(
                target,
                LongStream.of(allocated).mapToObj(bytes -> new VolumeInfo("/" + target, "qcow2", 1L << 40, bytes)).toList());
    }
}
