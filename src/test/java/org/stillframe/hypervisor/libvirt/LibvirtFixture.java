package org.stillframe.hypervisor.libvirt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorFixture;
import org.stillframe.hypervisor.PowerState;
import org.w3c.dom.Element;

/** Real guests on a libvirtd of the tests' own. */
final class LibvirtFixture implements HypervisorFixture {
    private static final String GUEST_AGENT = "org.qemu.guest_agent.0";

    private final TestHost testHost;
    private final Hypervisor hypervisor;
    private final List<String> names = new ArrayList<>();

    LibvirtFixture(TestHost testHost, Hypervisor hypervisor) {
        this.testHost = testHost;
        this.hypervisor = hypervisor;
    }

    @Override
    public Hypervisor hypervisor() {
        return hypervisor;
    }

    @Override
    public String host() {
        return testHost.uri();
    }

    @Override
    public String unreachableHost() {
        return "qemu+unix:///system?socket=/nonexistent/libvirt-sock";
    }

    @Override
    public DomainRef newServer(int disks) {
        return define(disks, domain -> {});
    }

    @Override
    public DomainRef newServerWithoutAgent() {
        return define(1, domain -> {
            Element devices = Xml.at(domain, "devices");
            Xml.children(devices, "channel").forEach(devices::removeChild);
        });
    }

    @Override
    public DomainRef newServerWithSharedDisk() {
        return define(2, domain -> {
            // libvirt lets only raw files be shared; this one reads as if qcow2's own bytes were the disk.
            Xml.at(disk(domain, "vdb"), "driver").setAttribute("type", "raw");
            Xml.add(disk(domain, "vdb"), "shareable");
        });
    }

    @Override
    public DomainRef newServerWithNvram() {
        return define(1, domain -> {
            Path nvram = testHost.disks().resolve(Xml.text(domain, "name") + "-vars.fd");
            TestNvram.create(nvram);
            Element os = Xml.at(domain, "os");
            TestNvram.addLoader(os);
            Xml.addText(os, "nvram", nvram.toString());
        });
    }

    /** A server whose definition differs from the usual one. */
    DomainRef define(int disks, Consumer<Element> change) {
        String name = "it-" + (names.size() + 1);
        UUID uuid = UUID.randomUUID();
        // What a run that was ended early left behind would be taken for the new one.
        testHost.guest("remove", name);
        List<String> arguments = new ArrayList<>(List.of(name, "--uuid", uuid.toString(), "--memory", "96"));
        for (int i = 0; i < disks; i++) {
            TestDisk.create(testHost.disks().resolve(name + "-vd" + (char) ('a' + i) + ".qcow2"));
            arguments.addAll(List.of("--disk", "64M"));
        }
        names.add(name);
        testHost.guest("define", arguments.toArray(String[]::new));
        redefine(name, change);
        return new DomainRef(host(), uuid);
    }

    /**
     * A server of that definition, whose files are in the directory of all disks. It is defined twice, as only then libvirt
     * has found a place for every controller that it adds by itself.
     */
    DomainRef define(String name, String xml) {
        names.add(name);
        if (testHost.virsh("pool-list", "--all", "--name").lines().map(String::strip).noneMatch("stillframe"::equals)) {
            testHost.virsh("pool-define-as", "stillframe", "dir", "--target", testHost.disks().toString());
            testHost.virsh("pool-start", "stillframe");
        }
        defineXml(xml);
        redefine(name, domain -> {});
        return new DomainRef(host(), UUID.fromString(testHost.virsh("domuuid", name)));
    }

    private void redefine(String name, Consumer<Element> change) {
        Element domain = Xml.parse(testHost.virsh("dumpxml", "--inactive", "--security-info", name));
        change.accept(domain);
        defineXml(Xml.write(domain));
    }

    private void defineXml(String xml) {
        try {
            Path file = Files.createTempFile("stillframe", ".xml");
            Files.writeString(file, xml);
            testHost.virsh("define", file.toString());
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Element disk(Element domain, String target) {
        return Xml.children(Xml.at(domain, "devices"), "disk").stream()
                .filter(disk -> target.equals(Xml.attribute(Xml.at(disk, "target"), "dev")))
                .findFirst()
                .orElseThrow();
    }

    String name(DomainRef domain) {
        return testHost.virsh("domname", domain.uuid().toString());
    }

    @Override
    public void awaitGuest(DomainRef domain) {
        if (testHost.virsh("dumpxml", name(domain)).contains(GUEST_AGENT)) {
            testHost.guest("wait", name(domain));
        }
    }

    @Override
    public void pause(DomainRef domain) {
        testHost.virsh("suspend", name(domain));
    }

    @Override
    public void write(DomainRef domain, String target, int slot, String text) {
        if (target.equals(DiskInfo.NVRAM)) {
            TestNvram.write(head(domain, target), slot, text);
        } else if (runs(domain)) {
            inGuest(domain, "printf %s '" + text + "' | dd of=/dev/" + target + " bs=" + TestDisk.BLOCK
                    + " count=1 conv=sync,notrunc,fsync oflag=direct seek=" + TestDisk.slotOffset(slot) / TestDisk.BLOCK);
        } else {
            TestDisk.write(head(domain, target), slot, text);
        }
    }

    @Override
    public String read(DomainRef domain, String target, int slot) {
        if (target.equals(DiskInfo.NVRAM)) {
            return TestNvram.read(head(domain, target), slot);
        }
        return runs(domain)
                ? inGuest(domain, "dd if=/dev/" + target + " bs=" + TestDisk.BLOCK + " count=1 iflag=direct skip="
                        + TestDisk.slotOffset(slot) / TestDisk.BLOCK + " | tr -d '\\000'")
                : TestDisk.read(head(domain, target), slot);
    }

    @Override
    public void fill(DomainRef domain, String target, int mebibytes) {
        if (runs(domain)) {
            inGuest(domain, "tr '\\000' x </dev/zero | dd of=/dev/" + target + " bs=1M iflag=fullblock"
                    + " conv=notrunc oflag=direct"
                    + " count=" + mebibytes + " seek=" + (TestDisk.fillOffset() >> 20));
        } else {
            TestDisk.fill(head(domain, target), mebibytes);
        }
    }

    @Override
    public String digest(String path) {
        return path.endsWith(".fd") ? TestNvram.digest(path) : TestDisk.digest(path);
    }

    @Override
    public String siblingPath(String existing, String name) {
        String extension = existing.endsWith(".fd") ? ".fd" : ".qcow2";
        return Path.of(existing).resolveSibling(name + extension).toString();
    }

    @Override
    public void close() {
        for (String name : names) {
            testHost.guest("remove", name);
        }
        try (Stream<Path> files = Files.list(testHost.disks())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        testHost.virsh("pool-refresh", "stillframe");
        removeMadePools();
    }

    /** Those that the adapter made for directories outside of every pool; tests share the host. */
    private void removeMadePools() {
        testHost.virsh("pool-list", "--all", "--name").lines().map(String::strip).forEach(pool -> {
            if (pool.startsWith("stillframe-")) {
                testHost.virsh("pool-destroy", pool);
                testHost.virsh("pool-undefine", pool);
            }
        });
    }

    /** Runs a shell command inside the guest. */
    String inGuest(DomainRef domain, String command) {
        awaitGuest(domain);
        return testHost.guest("exec", name(domain), command);
    }

    private boolean runs(DomainRef domain) {
        return hypervisor.inspect(domain).state() == PowerState.RUNNING;
    }

    private String head(DomainRef domain, String target) {
        return hypervisor.inspect(domain).disk(target).orElseThrow().head().path();
    }
}
