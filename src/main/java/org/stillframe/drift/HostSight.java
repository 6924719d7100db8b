package org.stillframe.drift;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.StoredVolume;

/**
 * What a host was seen to have, at about one moment.
 *
 * @param directories all files by path, of each directory that was looked into and exists
 * @param missing directories that do not exist
 * @param unreadable directories that the host failed to look into
 * @param moved where files that are not in their place were found instead
 * @param raw files that a definition or the file above names as raw
 */
record HostSight(
        List<DomainLayout> domains,
        Map<String, Map<String, StoredVolume>> directories,
        Set<String> missing,
        Set<String> unreadable,
        Map<String, String> moved,
        Set<String> raw) {
    /** Whether a file is there. */
    enum Presence {
        PRESENT,
        /** The host has looked, and it is not among the files of its directory. */
        ABSENT,
        UNKNOWN
    }

    static HostSight of(
            List<DomainLayout> domains,
            Map<String, Map<String, StoredVolume>> directories,
            Set<String> missing,
            Set<String> unreadable,
            Map<String, String> moved) {
        Stream<String> byDomains = domains.stream()
                .flatMap(domain -> domain.disks().stream())
                .filter(disk -> disk.format().equals("raw"))
                .map(DomainLayout.Disk::head);
        Stream<String> byFiles = directories.values().stream()
                .flatMap(files -> files.values().stream())
                .filter(file -> "raw".equals(file.backingFormat()))
                .map(StoredVolume::backing);
        Set<String> raw = Stream.concat(byDomains, byFiles).collect(Collectors.toSet());
        return new HostSight(domains, directories, missing, unreadable, moved, raw);
    }

    static String directory(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }

    Optional<DomainLayout> domain(UUID uuid) {
        return domains.stream().filter(domain -> domain.ref().uuid().equals(uuid)).findFirst();
    }

    Optional<StoredVolume> file(String path) {
        return Optional.ofNullable(directories.getOrDefault(directory(path), Map.of()).get(path));
    }

    Stream<StoredVolume> files() {
        return directories.values().stream().map(Map::values).flatMap(Collection::stream);
    }

    /** A directory without any file may be one that is not mounted: that is no proof of anything. */
    boolean isMissing(String directory) {
        return missing.contains(directory)
                || directories.containsKey(directory) && directories.get(directory).isEmpty();
    }

    Presence presence(String path) {
        String directory = directory(path);
        if (!directories.containsKey(directory) || isMissing(directory)) {
            return Presence.UNKNOWN;
        }
        return file(path).isPresent() ? Presence.PRESENT : Presence.ABSENT;
    }

    /** The file and what it reads through to, as the headers say, from the top; it ends at what was not seen. */
    List<String> chain(String path) {
        List<String> chain = new ArrayList<>();
        for (String next = path; next != null && !chain.contains(next); next = backing(next)) {
            chain.add(next);
        }
        return chain;
    }

    /**
     * The file that this one reads through to, or null. What is named as raw reads through to nothing, whatever its guest has
     * written into it.
     */
    String backing(String path) {
        String below = file(path).map(StoredVolume::backing).orElse(null);
        return below == null || raw.contains(path) ? null : Path.of(below).normalize().toString();
    }
}
