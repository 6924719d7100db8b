package org.stillframe.faults;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** Works inside a guest, by its agent. */
final class GuestShell {
    private static final String SUM = "sha256sum $d/payload | cut -c 1-64";

    /** Goes on writing to another file, all over it, until the guest ends. */
    private static final String GO_ON = "[ -e /run/load ] || { touch /run/load; (n=0; while :; do n=$((n + 7)); for d in /data*; do"
            + " dd if=/dev/urandom of=$d/noise bs=64k count=4 seek=$((n % 160)) conv=notrunc 2>/dev/null; done; sync; sleep 1;"
            + " done) >/dev/null 2>&1 </dev/null & }";

    private final String script;
    private final String directory;

    /**
     * @param script that speaks to the agents
     * @param directory of the private libvirtd
     */
    GuestShell(Path script, Path directory) {
        this.script = script.toString();
        this.directory = directory.toString();
    }

    /** Writes a marker, and something random with its sum, to each disk; when it returns, all that has reached the disk. */
    void write(Guest guest, String marker) {
        Command.run("timeout", "90", script, "wait", directory, guest.name());
        Command.run("timeout", "60", script, "exec", directory, guest.name(),
                "for d in /data*; do dd if=/dev/urandom of=$d/payload bs=16k count=8 2>/dev/null; " + SUM + " >$d/payload.sum;"
                        + " echo " + marker + " >$d/marker; done; sync; " + GO_ON);
    }

    /** The marker that all disks show; more than one if they differ, "damaged" if a sum is wrong, empty if nothing answers. */
    Optional<String> read(Guest guest) {
        // It may still be booting.
        Command.attempt("timeout", "100", script, "wait", directory, guest.name());
        Command found = Command.attempt("timeout", "40", script, "exec", directory, guest.name(),
                "for d in /data*; do date >$d/alive && sync && [ \"$(" + SUM + ")\" = \"$(cat $d/payload.sum)\" ]"
                        + " && cat $d/marker || echo damaged; done");
        return found.status() == 0
                ? Optional.of(found.output().lines().distinct().collect(Collectors.joining("|")))
                : Optional.empty();
    }
}
