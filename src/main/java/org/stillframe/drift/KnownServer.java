package org.stillframe.drift;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A server as it is written down. Two are equal as long as nothing has changed that matters to what is found of it.
 *
 * @param domainName what its domain was called when last noted, or null
 * @param told kinds of drift that its owner is told of
 * @param busy whether the service itself changes it now, so that nothing can be concluded
 */
public record KnownServer(
        long id,
        String name,
        UUID domain,
        String domainName,
        Set<String> told,
        boolean busy,
        List<KnownDisk> disks,
        List<KnownSnapshot> snapshots) {
    public KnownServer {
        told = Set.copyOf(told);
        disks = List.copyOf(disks);
        snapshots = List.copyOf(snapshots);
    }

    /** The same, of which nothing is to be concluded. */
    KnownServer asBusy() {
        return new KnownServer(id, name, domain, domainName, told, true, disks, snapshots);
    }

    Stream<KnownLayer> layers() {
        return disks.stream().flatMap(disk -> disk.layers().stream());
    }

    /** Its own layers with a file; not the files of others below them. */
    Stream<KnownLayer> ownLayers() {
        return layers().filter(KnownLayer::hasFile).filter(layer -> !layer.isForeign());
    }
}
