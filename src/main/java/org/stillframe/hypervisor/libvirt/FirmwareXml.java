package org.stillframe.hypervisor.libvirt;

import java.util.Optional;
import org.w3c.dom.Element;

/** What a domain's definition says about the file of its UEFI variables, in its {@code <os>} element. */
final class FirmwareXml {
    private final Element os;

    FirmwareXml(Element os) {
        this.os = os;
    }

    /** Path of the variables' file, or null: there is none, or libvirt will choose it. */
    String path() {
        Element nvram = nvram();
        if (nvram == null) {
            return null;
        }
        Element source = Xml.at(nvram, "source");
        String path = source == null ? nvram.getTextContent().strip() : Xml.attribute(source, "file");
        return path == null || path.isEmpty() ? null : path;
    }

    /** Whether libvirt chooses the file at each start, without ever writing it into the definition. */
    boolean choosesFile() {
        return "efi".equals(Xml.attribute(os, "firmware")) && nvram() == null;
    }

    /**
     * Has the domain use that file.
     *
     * @return whether anything had to be changed
     */
    boolean setPath(String path) {
        if (path.equals(path())) {
            return false;
        }
        Element nvram = nvram();
        if (nvram == null) {
            Xml.addText(os, "nvram", path);
        } else if (Xml.at(nvram, "source") != null) {
            Xml.at(nvram, "source").setAttribute("file", path);
        } else {
            nvram.setTextContent(path);
        }
        return true;
    }

    /** Why the variables cannot be copied, as a sentence for the domain's owner. */
    Optional<String> blocker() {
        Element nvram = nvram();
        String type = Xml.attribute(nvram, "type");
        if (type != null && !"file".equals(type)) {
            return Optional.of("The UEFI variables (nvram) are of the type " + type + "; only those in a file can be kept.");
        }
        String format = Xml.attribute(nvram, "format");
        if (format != null && !"raw".equals(format)) {
            return Optional.of("The UEFI variables (nvram) have the format " + format + "; only raw ones can be kept.");
        }
        return Optional.empty();
    }

    private Element nvram() {
        return Xml.at(os, "nvram");
    }
}
