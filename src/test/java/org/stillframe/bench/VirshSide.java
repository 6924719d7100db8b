package org.stillframe.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Does with plain {@code virsh} commands what the service does, and keeps no book. */
final class VirshSide implements Side {
    private final Guests guests;
    private final Guest guest;
    private final boolean quiesce;
    private final String disk;
    private final String definition;
    private final List<Path> frozen = new ArrayList<>();
    private final String prefix;
    private Path head;
    private Path replaced;
    private int files;

    /** @param quiesce whether its guest agent is to freeze the file systems around a cut */
    VirshSide(Guests guests, Guest guest, boolean quiesce) {
        this.guests = guests;
        this.guest = guest;
        this.quiesce = quiesce;
        definition = guests.virsh().run("dumpxml", "--inactive", guest.name());
        disk = definition.replaceAll("(?s).*?<source file='([^']*)'.*", "$1");
        head = Path.of(disk);
        prefix = disk.substring(0, disk.lastIndexOf('.'));
    }

    @Override
    public void create() {
        Path next = nextFile();
        if (guest.runs()) {
            cut(next);
        } else {
            guests.virsh().run("vol-create-as", guest.pool(), next.getFileName().toString(), guest.gibibytes() + "G",
                    "--format", "qcow2", "--backing-vol", head.toString(), "--backing-vol-format", "qcow2");
            redefine(next);
        }
        frozen.add(head);
        head = next;
    }

    private void cut(Path next) {
        List<String> words = new ArrayList<>(List.of(
                "snapshot-create-as", guest.name(), "--disk-only", "--atomic", "--no-metadata", "--diskspec",
                "vda,snapshot=external,file=" + next));
        if (quiesce) {
            words.add("--quiesce");
        }
        guests.virsh().run(words.toArray(String[]::new));
    }

    @Override
    public void restore() {
        replaced = head;
        standOn(frozen.get(0));
    }

    @Override
    public void undo() {
        standOn(replaced);
    }

    private void standOn(Path layer) {
        Path next = nextFile();
        if (guest.runs()) {
            guests.virsh().run("destroy", guest.name());
        }
        String volume = """
                <volume><name>%s</name><capacity unit='GiB'>%d</capacity><allocation>0</allocation>
                <target><format type='qcow2'/></target>
                <backingStore><path>%s</path><format type='qcow2'/></backingStore></volume>
                """.formatted(next.getFileName(), guest.gibibytes(), layer);
        guests.virsh().run("vol-create", guest.pool(), guests.text(guest.name() + "-volume.xml", volume).toString());
        redefine(next);
        if (guest.runs()) {
            guests.virsh().run("start", guest.name());
        }
        head = next;
    }

    private void redefine(Path next) {
        guests.define(definition.replace("'" + disk + "'", "'" + next + "'"), guest.name());
    }

    /** Merges all that was frozen since back into the first file, as deleting every snapshot does. Only for running guests. */
    void flatten() {
        guests.virsh().run("blockcommit", guest.name(), "vda", "--base", disk, "--active", "--pivot", "--wait");
        frozen.clear();
        head = Path.of(disk);
    }

    private Path nextFile() {
        return Path.of(prefix + "-" + ++files + ".qcow2");
    }
}
