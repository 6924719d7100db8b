package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.Clusters;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Extents;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;

/** How the adapter reads the tables of files through libvirt; what is in them, {@link Qcow2TablesTest} tries. */
class LibvirtExtentsIT extends LibvirtGuests {
    private static final long RAW_CLUSTER = 64 * 1024;

    @Test
    void aRawFileHoldsItsWholeRangeWhateverTheGuestWroteIntoIt() {
        String inner = HOST.disks().resolve("inner.qcow2").toString();
        String raw = HOST.disks().resolve("disk.raw").toString();
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", inner, "1T");
        TestHost.run("truncate", "-s", "8M", raw);
        TestHost.run("dd", "conv=notrunc", "status=none", "if=" + inner, "of=" + raw);

        Extents extents = hypervisor.extents(HOST.uri(), raw, "raw");

        Clusters all = new Clusters();
        all.add(0, 8 * MIB / RAW_CLUSTER);
        assertThat(extents.held()).isEqualTo(all);
        assertThat(extents.layout().clusterBytes()).isEqualTo(RAW_CLUSTER);
    }

    @Test
    void ofAnyOtherFormatNothingIsClaimed() {
        String vmdk = HOST.disks().resolve("disk.vmdk").toString();
        TestHost.run("qemu-img", "create", "-q", "-f", "vmdk", vmdk, "8M");

        assertFails(Kind.FAILED, () -> hypervisor.extents(HOST.uri(), vmdk, "vmdk"));
        assertFails(Kind.FAILED, () -> hypervisor.extents(HOST.uri(), vmdk, "qcow2"));
    }

    @Test
    void tablesAreReadAgainOnlyWhenTheirFileHasChanged() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        Extents first = qcow2(root);
        assertThat(qcow2(root)).isSameAs(first);

        fixture.write(domain, "vda", 3, "written");

        assertThat(qcow2(root).held().minus(first.held())).isNotEqualTo(new Clusters());
    }

    @Test
    void tablesOfManyPartsOfABigDiskAreAllRead() {
        String big = HOST.disks().resolve("big.qcow2").toString();
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", "preallocation=metadata", big, "40G");

        Extents extents = qcow2(big);

        assertThat(extents.heldBytes()).isEqualTo(40L << 30);
        assertThat(extents.inPlace()).isEqualTo(extents.held());
    }

    @Test
    void whatAGuestHasFlushedIsSeenInTheFileThatItWritesTo() {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        fixture.awaitGuest(domain);
        hypervisor.cut(domain, List.of(overlay(domain, "vda", "overlay")), false);
        String overlay = head(domain, "vda");
        fixture.fill(domain, "vda", 8);
        long unflushed = qcow2(overlay).heldBytes();

        fixture.write(domain, "vda", 0, "this flushes");

        assertThat(unflushed).isBetween(0L, 10 * MIB);
        assertThat(qcow2(overlay).heldBytes()).isBetween(8 * MIB, 10 * MIB);
    }

    @Test
    void aMergeGoesOnWhileItsFilesAreRead() throws Exception {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String first = cut(domain, "first");
        fixture.fill(domain, "vda", 16);
        String second = cut(domain, "second");
        String digest = fixture.digest(second);
        CompletableFuture<Void> merge = startMerge(domain, new Merge("vda", root, first, second, 2 * MIB));

        int reads = 0;
        while (!merge.isDone()) {
            assertThat(qcow2(root).heldBytes()).isPositive();
            assertThat(qcow2(first).heldBytes()).isEqualTo(16 * MIB);
            reads++;
        }

        merge.get(30, TimeUnit.SECONDS);
        assertThat(reads).isGreaterThan(3);
        assertThat(chain(domain, "vda")).containsExactly(second, root);
        assertThat(fixture.digest(second)).isEqualTo(digest);
    }

    private static Extents qcow2(String path) {
        return hypervisor.extents(HOST.uri(), path, "qcow2");
    }
}
