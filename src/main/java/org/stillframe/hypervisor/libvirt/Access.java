package org.stillframe.hypervisor.libvirt;

import org.w3c.dom.Element;

/**
 * Whose a file is and who may use it, as libvirt tells it.
 *
 * @param mode octal
 * @param owner number of the user
 * @param group number of the group
 */
record Access(String mode, String owner, String group) {

    static Access read(Element volume) {
        Element permissions = Xml.at(volume, "target", "permissions");
        return new Access(
                Xml.text(permissions, "mode"), Xml.text(permissions, "owner"), Xml.text(permissions, "group"));
    }

    /** For a new file beside it: libvirt then makes it as that user, where otherwise it would be root's. */
    void addTo(Element target) {
        Element permissions = Xml.add(target, "permissions");
        Xml.addText(permissions, "mode", mode);
        Xml.addText(permissions, "owner", owner);
        Xml.addText(permissions, "group", group);
    }

    boolean isOfRoot() {
        return owner == null || owner.equals("0");
    }
}
