package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirmwareTest {
    private static final String CODE =
            "/usr/bin/qemu-system-x86_64 -name guest=web,debug-threads=on -blockdev '{\"driver\":\"file\","
                    + "\"filename\":\"/usr/share/OVMF/OVMF_CODE_4M.fd\",\"node-name\":\"libvirt-pflash0-storage\"}'";

    @Test
    void theVariablesFileIsTheOneOfTheSecondFlash() {
        assertThat(Firmware.inCommandLine(CODE + variables("/nvram/web_VARS.fd") + " -S")).isEqualTo("/nvram/web_VARS.fd");
    }

    @Test
    void oddCharactersInTheFilesNameAreReadAsTheyAre() {
        String quoted = "/nvram/a {b} '\\''c'\\'' \\\"d\\\" \\u00e9\\\\_VARS.fd";

        assertThat(Firmware.inCommandLine(CODE + variables(quoted)))
                .isEqualTo("/nvram/a {b} 'c' \"d\" é\\_VARS.fd");
    }

    @Test
    void firmwareWithoutVariablesHasNone() {
        assertThat(Firmware.inCommandLine(CODE + " -S")).isNull();
    }

    private static String variables(String path) {
        return " -blockdev '{\"driver\":\"file\",\"filename\":\"" + path
                + "\",\"node-name\":\"libvirt-pflash1-storage\",\"auto-read-only\":true,\"discard\":\"unmap\"}'"
                + " -blockdev '{\"node-name\":\"libvirt-pflash1-format\",\"driver\":\"raw\","
                + "\"file\":\"libvirt-pflash1-storage\"}'";
    }
}
