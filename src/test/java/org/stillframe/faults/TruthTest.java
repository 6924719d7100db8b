package org.stillframe.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stillframe.faults.Books.Disk;
import org.stillframe.faults.Books.Layer;
import org.stillframe.faults.Books.Operation;
import org.stillframe.faults.Books.Pin;
import org.stillframe.faults.Books.Snapshot;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.simulated.SimulatedHypervisor;

/** A campaign without violations means something only if each kind of violation would be seen. */
class TruthTest {
    private static final long SERVER = 7;

    @TempDir
    private Path directory;

    private final List<Operation> operations = new ArrayList<>();
    private final List<Snapshot> snapshots = new ArrayList<>(List.of(new Snapshot(1, SERVER, "COMPLETED")));
    private final List<Layer> layers = new ArrayList<>();
    private final Ledger ledger = new Ledger();
    private HttpServer service;
    private String status = Site.ACTIVE;
    private SimulatedSite site;
    private Guest guest;
    private String root;
    private String head;

    /** One guest whose disk was snapshotted once, and that wrote something since. */
    @BeforeEach
    void snapshotOnce() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/api/v1/servers/", exchange -> answer(exchange, "{\"status\": \"" + status + "\"}"));
        service.createContext("/api/v1/snapshots/", exchange -> answer(exchange, list()));
        service.start();
        site = new SimulatedSite(directory);
        site.open();
        guest = site.guests().get(0);
        site.write(guest, "old");
        root = site.chain(guest, "vda").get(0);
        head = Path.of(root).resolveSibling(guest.filePrefix() + "-" + UUID.randomUUID() + ".qcow2").toString();
        new SimulatedHypervisor()
                .cut(new DomainRef(site.uri(), guest.uuid()), List.of(new Overlay("vda", head, root)), false);
        site.write(guest, "new");
        layers.add(new Layer("root", 1, null, root, "READY", "ADOPTED", null));
        layers.add(new Layer("head", 1, "root", head, "READY", "CUT", null));
        Ledger.Account account = ledger.of(guest);
        account.server = SERVER;
        account.marker = "new";
        account.snapshots.put(1L, "old");
        site.guests().stream().filter(other -> other != guest).forEach(other -> ledger.of(other).marker = "");
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    private static void answer(com.sun.net.httpserver.HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        int code = exchange.getRequestMethod().equals("POST") ? 201 : 200;
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String list() {
        return "{\"count\": 0, \"results\": [" + "{},".repeat(snapshots.size()).replaceAll(",$", "") + "]}";
    }

    private List<String> violations() throws IOException {
        Books books = new Books(
                operations, snapshots, layers, Map.of(1L, new Disk(1, SERVER, "vda", "head")), List.of(new Pin("root", "1")));
        URI address = URI.create("http://127.0.0.1:" + service.getAddress().getPort());
        return new Truth(site, ledger, new Client(address, "token"), books).violations(List.of(), true);
    }

    private void assertFinds(String what) throws IOException {
        assertThat(violations()).singleElement().asString().startsWith(what);
    }

    @Test
    void nothingIsFoundWhereAllIsWell() throws IOException {
        assertThat(violations()).isEmpty();
    }

    @Test
    void aFileWithoutARowIsFound() throws IOException {
        Files.writeString(Path.of(root).resolveSibling(guest.filePrefix() + "-stray.qcow2"), "");
        assertFinds("orphan: ");
    }

    @Test
    void aRowWithoutItsFileIsFound() throws IOException {
        layers.add(new Layer("gone", 1, "root", root + ".gone", "READY", "CUT", null));
        assertFinds("row without its file: ");
    }

    @Test
    void anUnfinishedOperationIsFound() throws IOException {
        operations.add(new Operation("o", "SNAPSHOT_CREATE", "RUNNING", "cut", SERVER, 1, null, null));
        assertFinds("stuck: operation");
    }

    @Test
    void anUnfinishedMergeIsFound() throws IOException {
        layers.set(0, new Layer("root", 1, null, root, "MERGING", "ADOPTED", null));
        assertFinds("stuck: Layer");
    }

    @Test
    void aSnapshotThatIsStillInProgressIsFound() throws IOException {
        snapshots.add(new Snapshot(2, SERVER, "IN_PROGRESS"));
        assertFinds("stuck: Snapshot");
    }

    @Test
    void aSixthSnapshotThatIsAcceptedIsFound() throws IOException {
        for (int i = 2; i <= 5; i++) {
            snapshots.add(new Snapshot(i, SERVER, "FAILED"));
        }
        assertThat(violations()).isEmpty();
        for (int i = 6; i <= 9; i++) {
            snapshots.add(new Snapshot(i, SERVER, "IN_PROGRESS"));
        }
        assertThat(violations()).anySatisfy(found -> assertThat(found).startsWith("limit: the sixth snapshot"));
    }

    @Test
    void aSnapshotThatIsCompletedWithNothingToShowIsFound() throws IOException {
        snapshots.add(new Snapshot(2, SERVER, "COMPLETED"));
        assertFinds("lie: ");
    }

    @Test
    void aChangedContentIsFound() throws IOException {
        assertThat(violations()).isEmpty();
        Path data = Path.of(root + ".data");
        byte[] bytes = Files.readAllBytes(data);
        bytes[bytes.length - 1]++;
        Files.write(data, bytes);
        assertFinds("content: ");
    }

    @Test
    void aSnapshotOfAnotherMomentIsFound() throws IOException {
        ledger.of(guest).snapshots.put(1L, "something else");
        assertFinds("content: ");
    }

    @Test
    void aGuestThatReadsAnotherStateIsFound() throws IOException {
        ledger.of(guest).marker = "something else";
        assertFinds("inside ");
    }

    @Test
    void aHeadThatTheRowsDoNotNameIsFound() throws IOException {
        String other = head.replace(".qcow2", "-other.qcow2");
        new SimulatedHypervisor()
                .cut(new DomainRef(site.uri(), guest.uuid()), List.of(new Overlay("vda", other, head)), false);
        assertThat(violations()).anySatisfy(found -> assertThat(found).startsWith("chain: "))
                .anySatisfy(found -> assertThat(found).startsWith("definition: "))
                .anySatisfy(found -> assertThat(found).startsWith("orphan: "));
    }

    @Test
    void aServerThatIsOffAndShouldRunIsFound() throws IOException {
        new SimulatedHypervisor().stop(new DomainRef(site.uri(), guest.uuid()), java.time.Duration.ZERO);
        status = Site.STOPPED;
        assertFinds("power: ");
    }
}
