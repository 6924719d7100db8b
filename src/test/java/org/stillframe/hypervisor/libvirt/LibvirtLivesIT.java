package org.stillframe.hypervisor.libvirt;


import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.stillframe.Build;
import org.stillframe.layer.Figures;
import org.stillframe.layer.Life;
import org.stillframe.layer.ServerLife;

/**
 * Random lives of servers on real QEMU images, as many as {@code -Dstillframe.sequences} says, other ones in every run. One that
 * fails is told with its seed; {@code @Property(seed = "…")} repeats the run.
 */
class LibvirtLivesIT {
    private static final int STEPS = 30;
    private static final TestHost HOST = new TestHost(Build.directory("libvirt-it"));
    /** Outside of every pool, or in the one on NFS. */
    private static final Path DIRECTORY =
            TestExport.isGiven() ? HOST.disks() : HOST.disks().resolveSibling("lives");

    private static final Figures FIGURES = new Figures();
    private static LibvirtHypervisor hypervisor;
    private static Connect connect;

    @BeforeContainer
    static void startHost() throws IOException, LibvirtException {
        TestHost.requirePrograms();
        HOST.start();
        Files.createDirectories(DIRECTORY);
        hypervisor = new LibvirtHypervisor(Thread::new);
        connect = new Connect(HOST.uri());
    }

    @AfterContainer
    static void stopHost() throws LibvirtException {
        if (hypervisor != null) {
            connect.close();
            hypervisor.close();
            HOST.stop();
            System.out.println("Lives on QEMU: " + FIGURES);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void everyPinnedContentOutlivesWhateverHappens(@ForAll("lives") Life life) throws LibvirtException {
        try (LibvirtServer server =
                new LibvirtServer(HOST.uri(), hypervisor, connect, DIRECTORY, life.disks(), life.foreign())) {
            ServerLife.live(life, server, FIGURES);
            server.assertReadAlike();
        }
    }

    @Provide
    Arbitrary<Life> lives() {
        return Life.lives(STEPS, STEPS);
    }
}
