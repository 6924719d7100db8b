package org.stillframe.bench;

import java.util.ArrayList;
import java.util.List;

/** Runs {@code virsh} on the private libvirtd, one process a command, as a script would. */
record Virsh(String uri) {
    String run(String... words) {
        List<String> command = new ArrayList<>(List.of("virsh", "-q", "-c", uri));
        command.addAll(List.of(words));
        return Command.run(command);
    }
}
