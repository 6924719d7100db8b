package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A libvirtd of the tests' own, run by the scripts of the demo. */
final class TestHost {
    private static final Path SCRIPTS = Path.of("server-config", "demo").toAbsolutePath();
    private static final long COMMAND_MINUTES = 3;

    private final Path directory;
    private String uri;

    TestHost(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    /** Fails unless the programs are there: a test that skips itself where libvirt is missing would prove nothing. */
    static void requirePrograms() {
        List<String> path = new ArrayList<>(Arrays.asList(System.getenv("PATH").split(":")));
        path.addAll(List.of("/usr/sbin", "/sbin"));
        assertThat(List.of("libvirtd", "virsh", "qemu-system-x86_64", "qemu-img", "qemu-io", "mkfs.ext4"))
                .as("programs of libvirt and QEMU, which ./test installs")
                .allMatch(program -> path.stream().anyMatch(part -> Files.isExecutable(Path.of(part, program))));
    }

    String uri() {
        return uri;
    }

    Path disks() {
        return directory.resolve("disks");
    }

    /** What the daemon's scripts keep under that name. */
    String state(String name) {
        return directory.resolve("libvirt").resolve(name).toString();
    }

    /** Starts libvirtd, or takes over the one that lives. */
    void start() {
        try {
            Files.createDirectories(disks());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        uri = run(script("libvirtd"), "start", directory.toString()).lines().reduce("", (before, last) -> last);
        TestExport.mount(this);
    }

    /** Ends the daemon as a crash would; guests go on. */
    void killDaemon() {
        run(script("libvirtd"), "kill", directory.toString());
    }

    void stop() {
        TestExport.unmount(this);
        run(script("libvirtd"), "stop", directory.toString());
    }

    String virsh(String... arguments) {
        return run(join(List.of("virsh", "-q", "-c", uri), arguments));
    }

    String guest(String command, String... arguments) {
        return run(join(List.of(script("guest"), command, directory.toString()), arguments));
    }

    static String run(String... command) {
        try {
            Path errors = Files.createTempFile("stillframe", ".err");
            try {
                Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
                process.getOutputStream().close();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(COMMAND_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                    process.destroyForcibly();
                    throw new AssertionError(String.join(" ", command) + ": " + output + Files.readString(errors));
                }
                return output.strip();
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String script(String name) {
        return SCRIPTS.resolve(name).toString();
    }

    private static String[] join(List<String> first, String... rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(rest));
        return all.toArray(String[]::new);
    }
}
