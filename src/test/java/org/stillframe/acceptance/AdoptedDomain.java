package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.VolumeInfo;
import org.stillframe.hypervisor.simulated.SimulatedDisk;
import org.stillframe.hypervisor.simulated.SimulatedHypervisor;

/** A domain of a test's own on the simulated host, that an admin adopts, works with and lets go of. */
final class AdoptedDomain {
    static final String SERVERS = "/api/v1/servers/";
    private static final int TEXT = 32;

    private final Service service;
    private final DomainRef domain;
    private final SimulatedHypervisor outside = new SimulatedHypervisor();
    private long id;

    private AdoptedDomain(Service service, DomainRef domain) {
        this.service = service;
        this.domain = domain;
    }

    /** A stopped domain with empty disks {@code vda}, {@code vdb} and so on, not adopted yet. */
    static AdoptedDomain define(Service service, int disks) throws IOException {
        UUID uuid = UUID.randomUUID();
        SimulatedDisk[] wanted = new SimulatedDisk[disks];
        Arrays.setAll(wanted, i -> new SimulatedDisk("vd" + (char) ('a' + i), 256L << 20));
        return new AdoptedDomain(service, service.host().define(uuid, "guest-" + uuid, wanted));
    }

    /** Adopts it into the account that does not own the service's own server. */
    AdoptedDomain adopt() {
        id = admin().post(SERVERS, Json.createObjectBuilder()
                        .add("host_id", 1)
                        .add("domain", uuid().toString())
                        .add("account", "other@example.com")
                        .build()
                        .toString())
                .expect(201)
                .json()
                .getJsonNumber("id")
                .longValueExact();
        return this;
    }

    UUID uuid() {
        return domain.uuid();
    }

    /** Of the server that it became last. */
    long id() {
        return id;
    }

    String path() {
        return SERVERS + id + "/";
    }

    String name() {
        return inspect().name();
    }

    ApiClient admin() {
        return service.admin();
    }

    void power(String action) {
        assertThat(admin().end(admin().post(path() + action + "/").expect(202)).getString("status")).isEqualTo("succeeded");
    }

    long snapshot(String name) {
        return admin().createAndWait(id, name);
    }

    /** Two snapshots; the layer between them holds a little more than so many MiB. */
    record Pair(long lower, long upper) {}

    Pair twoSnapshots(int mebibytes) throws IOException {
        write("first");
        long lower = snapshot("lower");
        write("second");
        fill(mebibytes);
        return new Pair(lower, snapshot("upper"));
    }

    void restore(long snapshot) {
        assertThat(admin().end(admin().restore(snapshot).expect(200)).getString("status")).isEqualTo("succeeded");
    }

    /** Lets it go, with its snapshots. */
    Answer release() {
        return admin().delete(path() + "?snapshots=delete").expect(202);
    }

    void write(String text) throws IOException {
        write("vda", text);
    }

    void write(String target, String text) throws IOException {
        service.host().write(uuid(), target, 0, Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), TEXT));
    }

    /** Fills that many MiB behind the text. */
    void fill(int mebibytes) throws IOException {
        byte[] bytes = new byte[mebibytes << 20];
        Arrays.fill(bytes, (byte) 'x');
        service.host().write(uuid(), "vda", 1 << 20, bytes);
    }

    String read() throws IOException {
        return read("vda");
    }

    String read(String target) throws IOException {
        return new String(service.host().read(uuid(), target, 0, TEXT), StandardCharsets.UTF_8).replace("\0", "");
    }

    /** Puts a new head on the first disk behind the service's back. */
    void cutOutside() {
        String head = chain("vda").get(0);
        outside.cut(domain, List.of(new Overlay("vda", head + ".outside", head)), false);
    }

    /** Defines it anew behind the service's back, under another UUID and with the same disks. */
    AdoptedDomain redefineOutside() throws IOException {
        UUID anew = UUID.randomUUID();
        service.host().redefine(uuid(), anew);
        AdoptedDomain other = new AdoptedDomain(service, new DomainRef(domain.host(), anew));
        other.id = id;
        return other;
    }

    int disks() {
        return inspect().disks().size();
    }

    PowerState state() {
        return inspect().state();
    }

    /** The files of a disk, head first. */
    List<String> chain(String target) {
        return inspect().disk(target).orElseThrow().chain().stream().map(VolumeInfo::path).toList();
    }

    /** The files on the storage that the service has made for this domain. */
    List<Path> layers() {
        try (Stream<Path> files = Files.list(service.host().directory().resolve("volumes"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("stillframe-" + uuid()))
                    .filter(file -> !file.toString().endsWith(".data"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DomainInfo inspect() {
        return outside.inspect(domain);
    }
}
