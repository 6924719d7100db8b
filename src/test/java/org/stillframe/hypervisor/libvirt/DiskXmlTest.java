package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

class DiskXmlTest {
    private static final FileRef HEAD = new FileRef("/pool/new.qcow2", "qcow2");

    private static final String RUNNING =
            """
            <disk type='file' device='disk'>
              <driver name='qemu' type='qcow2' discard='unmap'/>
              <source file='/pool/head.qcow2' index='3'/>
              <backingStore type='file' index='2'>
                <format type='qcow2'/>
                <source file='/pool/middle.qcow2'/>
                <backingStore type='file' index='1'>
                  <format type='raw'/>
                  <source file='/pool/root.img'/>
                  <backingStore/>
                </backingStore>
              </backingStore>
              <mirror type='file' job='active-commit'><source file='/pool/mirror.qcow2'/></mirror>
              <target dev='vda' bus='virtio'/>
              <serial>kept</serial>
            </disk>
            """;

    @Test
    void theChainOfARunningDomainIsReadHeadFirst() {
        DiskXml disk = new DiskXml(Xml.parse(RUNNING));

        assertThat(disk.target()).isEqualTo("vda");
        assertThat(disk.chain())
                .containsExactly(
                        new FileRef("/pool/head.qcow2", "qcow2"),
                        new FileRef("/pool/middle.qcow2", "qcow2"),
                        new FileRef("/pool/root.img", "raw"));
        assertThat(disk.files())
                .containsExactlyInAnyOrder(
                        "/pool/head.qcow2", "/pool/middle.qcow2", "/pool/root.img", "/pool/mirror.qcow2");
        assertThat(disk.blocker()).isEmpty();
    }

    @Test
    void aNewHeadDropsTheBackingStoreAndKeepsTheRest() {
        Element xml = Xml.parse(RUNNING);
        DiskXml disk = new DiskXml(xml);

        assertThat(disk.setHead(HEAD)).isTrue();

        assertThat(disk.chain()).containsExactly(HEAD);
        assertThat(Xml.at(xml, "backingStore")).isNull();
        assertThat(Xml.attribute(Xml.at(xml, "driver"), "discard")).isEqualTo("unmap");
        assertThat(Xml.text(xml, "serial")).isEqualTo("kept");
        assertThat(disk.setHead(HEAD)).as("nothing is left to change").isFalse();
    }

    @Test
    void aBackingStoreUnderTheRightHeadIsDroppedToo() {
        DiskXml disk = new DiskXml(Xml.parse(RUNNING));

        assertThat(disk.setHead(disk.head())).isTrue();
        assertThat(disk.chain()).hasSize(1);
    }

    @Test
    void aRawDiskWithoutDriverBecomesQcow2() {
        Element xml = Xml.parse("<disk type='file'><source file='/pool/root.img'/><target dev='sda'/></disk>");
        DiskXml disk = new DiskXml(xml);
        assertThat(disk.head()).isEqualTo(new FileRef("/pool/root.img", "raw"));

        disk.setHead(HEAD);

        assertThat(disk.head()).isEqualTo(HEAD);
    }

    @Test
    void pathsWithMarkupSurviveWritingAndReading() {
        Element xml = Xml.parse(RUNNING);
        FileRef odd = new FileRef("/pool/a 'b' \"c\" <d> & é.qcow2", "qcow2");

        new DiskXml(xml).setHead(odd);

        assertThat(new DiskXml(Xml.parse(Xml.write(xml))).head()).isEqualTo(odd);
    }

    @ParameterizedTest
    @CsvSource({
        "type='block' device='disk', <source dev='/dev/sdx'/>, raw block device",
        "type='block' device='lun', <source dev='/dev/sdx'/>, passed through",
        "type='network' device='disk', <source protocol='rbd' name='a/b'/>, network disk",
        "type='nvme' device='disk', <source/>, nvme",
        "type='file' device='disk', <source file='/a'/><readonly/>, read-only",
        "type='file' device='disk', <source file='/a'/><shareable/>, shared",
        "type='file' device='disk', <source file='/a'/><transient/>, transient",
        "type='file' device='disk', <source file='/a'><encryption format='luks'/></source>, encrypted",
        "type='file' device='disk', <source file='/a'><slices/></source>, part of its file",
        "type='file' device='disk', <source file='/a'/><driver type='vmdk'/>, vmdk",
        "type='file' device='disk', '', has no file",
    })
    void whatCannotBeLayeredSaysWhy(String attributes, String content, String reason) {
        DiskXml disk = new DiskXml(Xml.parse("<disk " + attributes + ">" + content + "<target dev='vdx'/></disk>"));

        assertThat(disk.blocker()).hasValueSatisfying(sentence ->
                assertThat(sentence).startsWith("Disk vdx ").contains(reason).endsWith(".").doesNotContain("/"));
    }

    @ParameterizedTest
    @CsvSource({"disk, true", "lun, true", "cdrom, false", "floppy, false"})
    void drivesForMediaHoldNoData(String device, boolean holdsData) {
        DiskXml disk = new DiskXml(Xml.parse("<disk type='file' device='" + device + "'><target dev='vda'/></disk>"));

        assertThat(disk.holdsData()).isEqualTo(holdsData);
    }
}
