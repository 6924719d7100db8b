package org.stillframe.hypervisor.libvirt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.w3c.dom.Element;

/** One {@code <disk>} of a domain's definition. */
final class DiskXml {
    private static final Set<String> FORMATS = Set.of("qcow2", "raw");

    private final Element disk;

    DiskXml(Element disk) {
        this.disk = disk;
    }

    /** The guest's name for it, for instance {@code vda}. */
    String target() {
        return Xml.attribute(Xml.at(disk, "target"), "dev");
    }

    /** Whether it holds data of the domain: CD-ROM and floppy drives do not. */
    boolean holdsData() {
        String device = Xml.attribute(disk, "device");
        return !"cdrom".equals(device) && !"floppy".equals(device);
    }

    /** Whether it lies in a file that libvirt can describe, layered or not. */
    boolean liesInFile() {
        return "file".equals(Xml.attribute(disk, "type")) && file(disk) != null;
    }

    FileRef head() {
        String format = Xml.attribute(Xml.at(disk, "driver"), "type");
        return new FileRef(file(disk), format == null ? "raw" : format);
    }

    /** What becomes of parts of its files that are no longer needed, {@code unmap} or {@code ignore}; null if nothing is said. */
    String discard() {
        return Xml.attribute(Xml.at(disk, "driver"), "discard");
    }

    /** The whole chain, head first. Only a running domain's definition tells it. */
    List<FileRef> chain() {
        List<FileRef> files = new ArrayList<>();
        files.add(head());
        Element below = Xml.at(disk, "backingStore");
        while (below != null && Xml.at(below, "source") != null) {
            String format = Xml.attribute(Xml.at(below, "format"), "type");
            if (file(below) == null) {
                throw new HypervisorException(Kind.FAILED, "Disk " + target() + " stands on something that is no file");
            }
            files.add(new FileRef(file(below), format == null ? "raw" : format));
            below = Xml.at(below, "backingStore");
        }
        return files;
    }

    /** The paths of all files that it names anywhere. */
    List<String> files() {
        List<String> paths = new ArrayList<>();
        collectFiles(disk, paths);
        return paths;
    }

    /**
     * Makes the file the head. A {@code backingStore} element goes, as it would override what the file itself says about the
     * files below, and the guest would read a wrong chain.
     *
     * @return whether anything had to be changed
     */
    boolean setHead(FileRef head) {
        boolean changed = forgetChain();
        if (!head.equals(head())) {
            Element driver = Xml.at(disk, "driver");
            if (driver == null) {
                driver = Xml.add(disk, "driver", "name", "qemu");
            }
            driver.setAttribute("type", head.format());
            Xml.at(disk, "source").setAttribute("file", head.path());
            changed = true;
        }
        return changed;
    }

    /** Drops what the definition says about the files below the head; the files' headers say it. */
    boolean forgetChain() {
        List<Element> stale = Xml.children(disk, "backingStore");
        stale.forEach(disk::removeChild);
        return !stale.isEmpty();
    }

    /** Whether it says something about the files below the head. */
    boolean fixesChain() {
        return Xml.at(disk, "backingStore") != null;
    }

    /** Why it cannot be layered, as a sentence for the domain's owner. */
    Optional<String> blocker() {
        String type = Xml.attribute(disk, "type");
        if ("lun".equals(Xml.attribute(disk, "device"))) {
            return sentence("is a SCSI device passed through to the guest.");
        }
        if ("block".equals(type)) {
            return sentence("is a raw block device; only disks in files can be layered.");
        }
        if ("network".equals(type)) {
            return sentence("is a network disk; only disks in files can be layered.");
        }
        if (!"file".equals(type)) {
            return sentence("is of the type " + type + "; only disks in files can be layered.");
        }
        if (file(disk) == null) {
            return sentence("has no file.");
        }
        if (Xml.at(disk, "readonly") != null) {
            return sentence("is read-only.");
        }
        if (Xml.at(disk, "shareable") != null) {
            return sentence("is shared between domains.");
        }
        if (Xml.at(disk, "transient") != null) {
            return sentence("is transient: its changes are dropped at every stop.");
        }
        if (Xml.at(disk, "encryption") != null || Xml.at(disk, "source", "encryption") != null) {
            return sentence("is encrypted by the host.");
        }
        if (Xml.at(disk, "source", "slices") != null) {
            return sentence("uses only a part of its file.");
        }
        if (!FORMATS.contains(head().format())) {
            return sentence("has the format " + head().format() + "; only qcow2 and raw can be layered.");
        }
        return Optional.empty();
    }

    private Optional<String> sentence(String predicate) {
        return Optional.of("Disk " + target() + " " + predicate);
    }

    private static String file(Element holder) {
        return Xml.attribute(Xml.at(holder, "source"), "file");
    }

    private static void collectFiles(Element holder, List<String> paths) {
        String path = file(holder);
        if (path != null) {
            paths.add(path);
        }
        for (String nested : List.of("backingStore", "mirror")) {
            Xml.children(holder, nested).forEach(element -> collectFiles(element, paths));
        }
    }
}
