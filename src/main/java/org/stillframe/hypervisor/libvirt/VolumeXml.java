package org.stillframe.hypervisor.libvirt;

import org.stillframe.hypervisor.StoredVolume;
import org.stillframe.hypervisor.VolumeInfo;
import org.w3c.dom.Element;

/**
 * A storage volume as libvirt describes it.
 *
 * @param info path, sizes, and the format that libvirt guessed from the content
 * @param backing the file below, as the header says; null if there is none
 * @param physicalBytes how long the file is
 * @param access whose the file is
 * @param state what is different after every write: when the file changed last, and what it occupies
 */
record VolumeXml(VolumeInfo info, FileRef backing, long physicalBytes, Access access, String state) {

    static VolumeXml read(String text) {
        Element root = Xml.parse(text);
        String format = Xml.attribute(Xml.at(root, "target", "format"), "type");
        VolumeInfo info = new VolumeInfo(
                Xml.text(root, "target", "path"),
                format == null ? "raw" : format,
                Long.parseLong(Xml.text(root, "capacity")),
                Long.parseLong(Xml.text(root, "allocation")));
        String physical = Xml.text(root, "physical");
        long physicalBytes = physical == null ? info.capacityBytes() : Long.parseLong(physical);
        String state = Xml.text(root, "target", "timestamps", "mtime") + " " + info.allocatedBytes();
        return new VolumeXml(info, backing(root), physicalBytes, Access.read(root), state);
    }

    StoredVolume stored() {
        return new StoredVolume(
                info.path(),
                info.format(),
                backing == null ? null : backing.path(),
                backing == null ? null : backing.format());
    }

    private static FileRef backing(Element root) {
        String below = Xml.text(root, "backingStore", "path");
        if (below == null) {
            return null;
        }
        String belowFormat = Xml.attribute(Xml.at(root, "backingStore", "format"), "type");
        return new FileRef(below, belowFormat == null ? "raw" : belowFormat);
    }

    /** Describes a raw file of no bytes. */
    static String empty(String name) {
        Element root = Xml.root("volume");
        Xml.addText(root, "name", name);
        Xml.addText(root, "capacity", "0");
        Xml.add(Xml.add(root, "target"), "format", "type", "raw");
        return Xml.write(root);
    }

    /**
     * Describes an empty qcow2 file that reads through to {@code backing}. It does not say how large: libvirt would round up
     * to KiB, and the guest's disk would grow.
     *
     * @param access whose it is to be, null for libvirt's choice
     */
    static String overlay(String name, FileRef backing, Access access) {
        Element root = Xml.root("volume");
        Xml.addText(root, "name", name);
        Xml.addText(root, "allocation", "0");
        Element target = Xml.add(root, "target");
        Xml.add(target, "format", "type", "qcow2");
        if (access != null) {
            access.addTo(target);
        }
        Xml.addText(target, "compat", "1.1");
        Element below = Xml.add(root, "backingStore");
        Xml.addText(below, "path", backing.path());
        Xml.add(below, "format", "type", backing.format());
        return Xml.write(root);
    }
}
