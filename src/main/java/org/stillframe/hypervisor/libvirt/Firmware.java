package org.stillframe.hypervisor.libvirt;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.Arrays;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;

/** Finds out in which file a domain has its UEFI variables. */
final class Firmware {
    /** The variables' file in QEMU's command line, whose arguments are JSON in single quotes. */
    private static final String STORAGE_NODE = "\"node-name\":\"libvirt-pflash1-storage\"";

    private static final String QUOTED_QUOTE = "'\\''";

    private Firmware() {}

    /**
     * Path of the file, whether it exists or not; null if the domain has none. Where libvirt chooses the file by itself, the
     * definition of a stopped domain does not name it; then libvirt is asked for the command line that it would start.
     */
    static String nvram(Connect connect, DomainXml present) throws LibvirtException {
        FirmwareXml named = present.firmware();
        return named.choosesFile() ? chosen(connect, present) : named.path();
    }

    private static String chosen(Connect connect, DomainXml present) throws LibvirtException {
        return inCommandLine(connect.domainXMLToNative("qemu-argv", present.write(), 0));
    }

    static String inCommandLine(String commandLine) {
        return Arrays.stream(commandLine.split(" -blockdev "))
                .filter(argument -> argument.contains(STORAGE_NODE))
                .findFirst()
                .map(argument -> fileName(argument.replace(QUOTED_QUOTE, "'")))
                .orElse(null);
    }

    private static String fileName(String argument) {
        String json = argument.substring(argument.indexOf('{'), argument.lastIndexOf('}') + 1);
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject().getString("filename");
        }
    }
}
