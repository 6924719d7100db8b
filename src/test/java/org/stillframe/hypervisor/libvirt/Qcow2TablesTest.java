package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.Clusters;
import org.stillframe.hypervisor.Extents;
import org.stillframe.hypervisor.Extents.Layout;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/** The reading of images that QEMU's own tool has made. */
class Qcow2TablesTest {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long TIB = 1024 * 1024 * MIB;

    @TempDir
    Path directory;

    private long bytesRead;

    @BeforeAll
    static void requireTools() {
        TestHost.requirePrograms();
    }

    @ParameterizedTest
    @ValueSource(longs = {512, 4 * KIB, 64 * KIB, 2 * MIB})
    void findsWhatWasWrittenAtAnyClusterSize(long cluster) throws LibvirtException {
        Path image = create("20M", "cluster_size=" + cluster);
        io(image, "write 0 1", "write 8M 4M", "write 20971008 512");

        Extents extents = read(image);

        Clusters expected = new Clusters();
        expected.add(0, 1);
        expected.add(8 * MIB / cluster, 12 * MIB / cluster);
        expected.add((20 * MIB - 512) / cluster, 20 * MIB / cluster);
        assertThat(extents.layout()).isEqualTo(new Layout(cluster, cluster, cluster * cluster / 8));
        assertThat(extents.held()).isEqualTo(expected);
        assertThat(extents.inPlace()).isEqualTo(expected);
        assertThat(extents.zeros()).isEqualTo(new Clusters());
    }

    @Test
    void readsTheOlderVersionOfTheFormat() throws LibvirtException {
        Path image = create("20M", "compat=0.10");
        io(image, "write 1M 64k");

        assertThat(read(image).held()).isEqualTo(clusters(64 * KIB, MIB, MIB + 64 * KIB));
    }

    @Test
    void anEmptyFileHoldsNothing() throws LibvirtException {
        assertThat(read(create("20M", "cluster_size=64k")).held()).isEqualTo(new Clusters());
    }

    @Test
    void aDiskMayEndWithinACluster() throws LibvirtException {
        Path image = create("1000001", "cluster_size=64k");
        io(image, "write 999936 64");

        assertThat(read(image).held()).isEqualTo(clusters(64 * KIB, 15 * 64 * KIB, MIB));
    }

    @Test
    void compressedClustersAreHeldButCannotBeOverwritten() throws LibvirtException {
        Path image = create("20M", "cluster_size=64k");
        io(image, "write -c 1M 64k", "write 2M 64k");

        Extents extents = read(image);

        assertThat(extents.held()).isEqualTo(clusters(64 * KIB, MIB, MIB + 64 * KIB, 2 * MIB, 2 * MIB + 64 * KIB));
        assertThat(extents.inPlace()).isEqualTo(clusters(64 * KIB, 2 * MIB, 2 * MIB + 64 * KIB));
    }

    @Test
    void clustersOfZerosAreHeldWithOrWithoutAPlace() throws LibvirtException {
        Path image = create("20M", "cluster_size=64k");
        io(image, "write -z 1M 64k", "write 2M 64k", "write -z 2M 64k");

        Extents extents = read(image);

        assertThat(extents.held()).isEqualTo(clusters(64 * KIB, MIB, MIB + 64 * KIB, 2 * MIB, 2 * MIB + 64 * KIB));
        assertThat(extents.zeros()).isEqualTo(extents.held());
        assertThat(extents.inPlace()).isEqualTo(clusters(64 * KIB, 2 * MIB, 2 * MIB + 64 * KIB));
    }

    @Test
    void clustersSharedWithAnInternalSnapshotCannotBeOverwritten() throws LibvirtException {
        Path image = create("20M", "cluster_size=64k");
        io(image, "write 1M 128k");
        TestHost.run("qemu-img", "snapshot", "-c", "inner", image.toString());
        io(image, "write 1M 64k");

        Extents extents = read(image);

        assertThat(extents.held()).isEqualTo(clusters(64 * KIB, MIB, MIB + 128 * KIB));
        assertThat(extents.inPlace()).isEqualTo(clusters(64 * KIB, MIB, MIB + 64 * KIB));
    }

    @Test
    void extendedEntriesTellSubclusters() throws LibvirtException {
        Path image = create("20M", "extended_l2=on,cluster_size=64k");
        io(image, "write 1M 2k", "write -z 2M 4k", "write -c 3M 64k");

        Extents extents = read(image);

        assertThat(extents.layout()).isEqualTo(new Layout(2 * KIB, 64 * KIB, 64 * KIB * 4096));
        assertThat(extents.held())
                .isEqualTo(clusters(2 * KIB, MIB, MIB + 2 * KIB, 2 * MIB, 2 * MIB + 4 * KIB, 3 * MIB, 3 * MIB + 64 * KIB));
        assertThat(extents.zeros()).isEqualTo(clusters(2 * KIB, 2 * MIB, 2 * MIB + 4 * KIB));
        assertThat(extents.inPlace()).isEqualTo(clusters(2 * KIB, MIB, MIB + 2 * KIB));
    }

    @Test
    void aSparseDiskOfATebibyteIsReadInLittle() throws LibvirtException {
        Path image = create("1T", "cluster_size=64k");
        io(image, "write 0 64k", "write 700G 1M", "write 1099511562240 64k");

        Extents extents = read(image);

        assertThat(extents.held())
                .isEqualTo(clusters(64 * KIB, 0, 64 * KIB, 700 * 1024 * MIB, 700 * 1024 * MIB + MIB, TIB - 64 * KIB, TIB));
        assertThat(bytesRead).as("the first table and three second ones").isLessThan(512 * KIB);
    }

    @Test
    void whatIsNoQcow2FileOrKeepsItsDataElsewhereIsRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "no image at all");
        assertRefused(text);
        Path empty = Files.createFile(directory.resolve("empty"));
        assertRefused(empty);
        assertRefused(create("20M", "data_file=" + directory.resolve("data") + ",data_file_raw=off"));
    }

    private void assertRefused(Path file) {
        HypervisorException refused = catchThrowableOfType(HypervisorException.class, () -> read(file));
        assertThat(refused).as(file.toString()).isNotNull();
        assertThat(refused.kind()).isEqualTo(Kind.FAILED);
    }

    private Extents read(Path image) throws LibvirtException {
        return Qcow2Tables.read((offset, bytes) -> {
            bytesRead += bytes;
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
                ByteBuffer part = ByteBuffer.allocate(bytes);
                file.getChannel().read(part, offset);
                return part.clear();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Path create(String size, String options) {
        Path image = directory.resolve("image.qcow2");
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", options, image.toString(), size);
        return image;
    }

    private static void io(Path image, String... commands) {
        List<String> command = new ArrayList<>(List.of("qemu-io", "-f", "qcow2"));
        for (String one : commands) {
            command.addAll(List.of("-c", one));
        }
        command.add(image.toString());
        TestHost.run(command.toArray(String[]::new));
    }

    /** @param borders offsets at which ranges begin and end */
    private static Clusters clusters(long bytes, long... borders) {
        Clusters clusters = new Clusters();
        for (int i = 0; i < borders.length; i += 2) {
            clusters.add(borders[i] / bytes, (borders[i + 1] + bytes - 1) / bytes);
        }
        return clusters;
    }
}
