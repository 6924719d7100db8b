package org.stillframe.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The directories that hold a server's files. */
final class StorageDrift {
    private final KnownServer server;
    private final HostSight sight;

    StorageDrift(KnownServer server, HostSight sight) {
        this.server = server;
        this.sight = sight;
    }

    List<Finding> find() {
        Set<String> directories = server.layers()
                .filter(KnownLayer::hasFile)
                .map(layer -> HostSight.directory(layer.path()))
                .collect(Collectors.toCollection(TreeSet::new));
        List<Finding> found = new ArrayList<>();
        for (String directory : directories) {
            if (sight.isMissing(directory)) {
                found.add(new Finding(
                        server.id(),
                        null,
                        DriftKind.STORAGE_MISSING,
                        directory,
                        "The directory " + directory + " is " + (sight.missing().contains(directory) ? "gone" : "empty")
                                + ". If it is a mount, mount it again. No snapshot is taken for lost because of it."));
            } else if (sight.unreadable().contains(directory)) {
                found.add(new Finding(
                        server.id(),
                        null,
                        DriftKind.STORAGE_UNREADABLE,
                        directory,
                        "The host failed to look into " + directory + ". Its log says why. Nothing is concluded about what lies"
                                + " there."));
            }
        }
        return found;
    }
}
