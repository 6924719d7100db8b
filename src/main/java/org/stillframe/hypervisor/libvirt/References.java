package org.stillframe.hypervisor.libvirt;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/** Finds out whether anybody still needs a file. */
final class References {
    /** A layer's file is named after the domain that it was made for. */
    private static final Pattern LAYER = Pattern.compile("stillframe-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-[^/]*$");

    private final Connect connect;
    private final Storage storage;

    References(Connect connect, Storage storage) {
        this.connect = connect;
        this.storage = storage;
    }

    /** Who names the file: a domain, now or at its next boot, or another file of the same directory. */
    Optional<String> holder(String path) throws LibvirtException {
        Optional<String> domain = domainNaming(path);
        if (domain.isPresent()) {
            return domain;
        }
        return Optional.ofNullable(storage.childOf(path)).map(child -> "file " + child);
    }

    /** Whether the domain that the file was made for writes to it, which libvirt may not know. */
    boolean isWrittenTo(String path) throws LibvirtException {
        Matcher layer = LAYER.matcher(path);
        if (!layer.find()) {
            return false;
        }
        try {
            Domain domain = connect.domainLookupByUUID(UUID.fromString(layer.group(1)));
            try {
                return domain.isActive() == 1 && QemuNodes.isHead(domain, path);
            } finally {
                domain.free();
            }
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                return false;
            }
            throw e;
        }
    }

    private Optional<String> domainNaming(String path) throws LibvirtException {
        Domain[] domains = connect.listAllDomains(0);
        try {
            for (Domain domain : domains) {
                if (names(domain, path)) {
                    return Optional.of("domain " + domain.getName());
                }
            }
            return Optional.empty();
        } finally {
            for (Domain domain : domains) {
                domain.free();
            }
        }
    }

    private boolean names(Domain domain, String path) throws LibvirtException {
        try {
            for (int flags : List.of(0, Domain.XMLFlags.INACTIVE)) {
                String text = domain.getXMLDesc(flags);
                if (mayName(text, path) && names(DomainXml.read(text), path)) {
                    return true;
                }
            }
            return false;
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                return false;
            }
            throw e;
        }
    }

    /** Cheaper than parsing every definition of a host. Where libvirt chooses the UEFI variables' file, no text names it. */
    private static boolean mayName(String definition, String path) {
        return Xml.mayHold(definition, path) || definition.contains("firmware='efi'");
    }

    private boolean names(DomainXml definition, String path) throws LibvirtException {
        return definition.files().anyMatch(path::equals) || path.equals(Firmware.nvram(connect, definition));
    }
}
