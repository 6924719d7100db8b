package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class FirmwareXmlTest {
    private static final String NEW = "/nvram/a 'b' \"c\" <d> & é.fd";

    @ParameterizedTest
    @ValueSource(strings = {
        "<os><nvram>/nvram/web_VARS.fd</nvram></os>",
        "<os><nvram template='/t.fd'>/nvram/web_VARS.fd</nvram></os>",
        "<os><nvram type='file' format='raw'><source file='/nvram/web_VARS.fd'/></nvram></os>",
        "<os firmware='efi'><nvram>/nvram/web_VARS.fd</nvram></os>",
    })
    void everyWayToNameTheFileIsReadAndWritten(String text) {
        Element os = Xml.parse(text);
        FirmwareXml firmware = new FirmwareXml(os);
        assertThat(firmware.path()).isEqualTo("/nvram/web_VARS.fd");
        assertThat(firmware.choosesFile()).isFalse();
        assertThat(firmware.blocker()).isEmpty();

        assertThat(firmware.setPath(NEW)).isTrue();
        assertThat(firmware.setPath(NEW)).as("nothing is left to change").isFalse();

        assertThat(new FirmwareXml(Xml.parse(Xml.write(os))).path()).isEqualTo(NEW);
        assertThat(Xml.attribute(Xml.at(os, "nvram"), "template")).isEqualTo(text.contains("template") ? "/t.fd" : null);
    }

    @Test
    void aFileThatLibvirtChoosesIsNamedFromThenOn() {
        FirmwareXml firmware = new FirmwareXml(Xml.parse("<os firmware='efi'><type>hvm</type></os>"));
        assertThat(firmware.choosesFile()).isTrue();
        assertThat(firmware.path()).isNull();

        firmware.setPath(NEW);

        assertThat(firmware.choosesFile()).isFalse();
        assertThat(firmware.path()).isEqualTo(NEW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<os><type>hvm</type></os>", "<os><nvram/></os>", "<os firmware='bios'/>"})
    void noFileIsNoFile(String text) {
        FirmwareXml firmware = new FirmwareXml(Xml.parse(text));

        assertThat(firmware.path()).isNull();
        assertThat(firmware.choosesFile()).isFalse();
        assertThat(firmware.blocker()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "type='block', <source dev='/dev/sdx'/>, the type block",
        "type='network', <source protocol='nbd'/>, the type network",
        "format='qcow2', /nvram/x.qcow2, the format qcow2",
    })
    void variablesThatCannotBeCopiedSayWhy(String attributes, String content, String reason) {
        FirmwareXml firmware =
                new FirmwareXml(Xml.parse("<os><nvram " + attributes + ">" + content + "</nvram></os>"));

        assertThat(firmware.blocker()).hasValueSatisfying(sentence ->
                assertThat(sentence).contains("UEFI", reason).endsWith(".").doesNotContain("/"));
    }
}
