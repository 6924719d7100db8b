package org.stillframe.faults;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.stillframe.hypervisor.DiskInfo;

/** Compares what the service says with its database, with the host's definitions, and with what lies on the storage. */
final class Truth {
    private static final int LIMIT = 5;
    private static final Set<String> HELD = Set.of("IN_PROGRESS", "COMPLETED");
    private static final int LOOKS = 60;
    private static final long LOOK_MILLIS = 500;

    private final Site site;
    private final Ledger ledger;
    private final Client client;
    private final Books books;
    private final List<String> violations = new ArrayList<>();
    private final Set<String> read = new HashSet<>();

    Truth(Site site, Ledger ledger, Client client, Books books) {
        this.site = site;
        this.ledger = ledger;
        this.client = client;
        this.books = books;
    }

    /**
     * @param uncertain guests whose power was cut by the fault, so that they may be on or off
     * @param whole whether everything that is pinned is read, or just what is new
     */
    List<String> violations(Collection<Guest> uncertain, boolean whole) throws IOException {
        books.open().forEach(operation -> violate("stuck: operation %s", operation));
        site.leftovers().forEach(left -> violate("left over on the host: %s", left));
        for (Guest guest : site.guests()) {
            Ledger.Account account = ledger.of(guest);
            power(guest, account, uncertain.contains(guest));
            files(guest, account);
            inside(guest, account);
            if (account.server != 0) {
                snapshots(guest, account);
                for (Books.Disk disk : books.disksOf(account.server)) {
                    heads(guest, disk);
                    contents(guest, account, disk, whole);
                }
            }
        }
        return violations;
    }

    private void violate(String format, Object... values) {
        violations.add(String.format(format, values));
    }

    private void power(Guest guest, Ledger.Account account, boolean uncertain) throws IOException {
        String found = site.power(guest);
        if (uncertain && !found.equals(Site.SUSPENDED)) {
            account.power = found;
        }
        if (!found.equals(account.power)) {
            violate("power: %s is %s and should be %s", guest.name(), found, account.power);
        }
        if (account.server != 0) {
            String told = told(account, found);
            if (!told.equals(found)) {
                violate("power: the service says that %s is %s, it is %s", guest.name(), told, found);
            }
        }
    }

    /** What the service says; it may take a moment to notice. */
    private String told(Ledger.Account account, String expected) throws IOException {
        String told = "";
        for (int i = 0; i < LOOKS && !told.equals(expected); i++) {
            Pause.millis(i == 0 ? 0 : LOOK_MILLIS);
            Client.Answer answer = client.get(Client.SERVERS + account.server + "/");
            told = answer.status() == 200 ? answer.json().getString("status") : answer.toString();
        }
        return told;
    }

    /** Every file has its row, every row its file. */
    private void files(Guest guest, Ledger.Account account) {
        Set<String> known = new TreeSet<>();
        if (account.server == 0 && guest.targets().contains(DiskInfo.NVRAM)) {
            // A released server goes on with the copy of its UEFI variables that a restore has given it.
            known.addAll(site.chain(guest, DiskInfo.NVRAM));
        }
        for (Books.Disk disk : books.disksOf(account.server)) {
            for (Books.Layer layer : books.layersOf(disk)) {
                known.add(layer.path());
                if (layer.state().equals("PLANNED") || !site.exists(layer.path())) {
                    violate("row without its file: %s", layer);
                }
                if (!layer.state().equals("READY")) {
                    violate("stuck: %s", layer);
                }
            }
        }
        site.files(guest).stream()
                .filter(file -> !known.contains(file))
                .forEach(file -> violate("orphan: %s", file));
    }

    private void inside(Guest guest, Ledger.Account account) {
        if (site.power(guest).equals(Site.ACTIVE)) {
            String found = site.read(guest).orElse("no answer");
            if (!found.equals(account.marker)) {
                violate("inside %s: %s, should be %s", guest.name(), found, account.marker);
            }
        }
    }

    private void snapshots(Guest guest, Ledger.Account account) throws IOException {
        List<Books.Snapshot> rows = books.snapshots().stream()
                .filter(snapshot -> snapshot.server() == account.server && !snapshot.status().equals("DELETED"))
                .toList();
        List<JsonObject> told = client.list(Client.SNAPSHOTS + "?server_id=" + account.server);
        if (told.size() != rows.size()) {
            violate("the service lists %d snapshots of %s, its database has %d", told.size(), guest.name(), rows.size());
        }
        rows.stream()
                .filter(snapshot -> snapshot.status().equals("IN_PROGRESS"))
                .forEach(snapshot -> violate("stuck: %s", snapshot));
        long held = rows.stream().filter(snapshot -> HELD.contains(snapshot.status())).count();
        if (held > LIMIT) {
            violate("limit: %s has %d snapshots", guest.name(), held);
        }
        if (held == LIMIT) {
            Client.Answer refused = client.create(account.server, "one-too-many");
            if (refused.status() != 400 || !refused.body().contains("snapshot_limit_reached")) {
                violate("limit: the sixth snapshot of %s was answered %s", guest.name(), refused);
            }
        }
        rows.stream()
                .filter(snapshot -> snapshot.status().equals("COMPLETED"))
                .filter(snapshot -> books.pins().stream().filter(pin -> pin.holder().equals("" + snapshot.id())).count()
                        < guest.targets().size())
                .forEach(snapshot -> violate("lie: completed and not pinned: %s", snapshot));
    }

    /** The host's live and lasting definitions and the files' headers tell the same chain as the rows. */
    private void heads(Guest guest, Books.Disk disk) {
        List<String> rows = Stream.iterate(books.layer(disk.head()), Objects::nonNull, layer -> books.layer(layer.parent()))
                .map(Books.Layer::path)
                .toList();
        boolean chained = !disk.target().equals(DiskInfo.NVRAM);
        List<String> found = site.chain(guest, disk.target());
        if (chained ? !found.equals(rows) : !found.get(0).equals(rows.get(0))) {
            violate("chain: %s %s is %s, the rows say %s", guest.name(), disk.target(), found, rows);
        }
        if (!site.definedHead(guest, disk.target()).equals(rows.get(0))) {
            violate("definition: %s %s, the rows say %s",
                    guest.name(), site.definedHead(guest, disk.target()), rows.get(0));
        }
    }

    private void contents(Guest guest, Ledger.Account account, Books.Disk disk, boolean whole) {
        for (Books.Pin pin : books.pins()) {
            Books.Layer layer = books.layer(pin.layer());
            if (layer.disk() == disk.id()) {
                Site.Content content = content(guest, layer, whole);
                String expected = account.expected(pin.holder());
                if (!content.marker().equals(expected)) {
                    violate("content: %s of %s shows %s, should show %s", layer, guest.name(), content.marker(), expected);
                }
            }
        }
    }

    /** What a frozen layer holds, which is looked at with care the first time and must be the same for ever. */
    private Site.Content content(Guest guest, Books.Layer layer, boolean whole) {
        Site.Content first = ledger.first(layer.id());
        Path file = Path.of(layer.path());
        if (first == null) {
            first = site.content(file);
            ledger.found(layer.id(), first);
            if (!first.damage().isEmpty()) {
                violate("file system: %s of %s: %s", layer, guest.name(), first.damage());
            }
        } else if (whole && read.add(layer.id()) && !site.sha256(file).equals(first.sha256())) {
            violate("content: %s of %s reads otherwise than at first: %s", layer, guest.name(), site.content(file));
        }
        return first;
    }
}
