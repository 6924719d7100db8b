package org.stillframe.drift;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.StoredVolume;

/**
 * Compares what is known of a host's servers with what the host was seen to have. It concludes nothing about a server that the
 * service itself is changing, and nothing from what could not be looked at.
 */
final class DriftFinder {
    private static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern LAYER_NAME = Pattern.compile("stillframe-(" + ID + ")-" + ID + "\\.(qcow2|fd)");

    private final List<KnownServer> servers;
    private final Set<UUID> adopted;
    private final HostSight sight;

    /**
     * @param servers all servers of the host
     * @param adopted UUIDs of the domains of all servers, of other hosts too: they may share storage
     */
    DriftFinder(List<KnownServer> servers, Set<UUID> adopted, HostSight sight) {
        this.servers = servers;
        this.adopted = adopted;
        this.sight = sight;
    }

    /** All differences, by server; those of the host as a whole last. */
    List<Finding> find() {
        List<Finding> found = new ArrayList<>();
        servers.stream().filter(server -> !server.busy()).forEach(server -> found.addAll(of(server)));
        found.addAll(strays());
        return found;
    }

    private List<Finding> of(KnownServer server) {
        List<Finding> found = new ArrayList<>();
        Optional<DomainLayout> domain = sight.domain(server.domain());
        StorageDrift storage = new StorageDrift(server, sight);
        found.addAll(storage.find());
        if (domain.isPresent()) {
            found.addAll(new DomainDrift(server, domain.get(), sight).find());
        } else {
            found.add(withoutDomain(server));
        }
        for (KnownDisk disk : server.disks()) {
            found.addAll(new LayerDrift(server, disk, domain.orElse(null), sight).find());
        }
        found.addAll(new SnapshotDrift(server, domain.orElse(null), sight).find());
        found.addAll(usedByOthers(server, domain));
        return found;
    }

    private Finding withoutDomain(KnownServer server) {
        Set<String> own = paths(server);
        return sight.domains().stream()
                .filter(domain -> !adopted.contains(domain.ref().uuid()))
                .filter(domain -> domain.files().stream().anyMatch(own::contains))
                .findFirst()
                .map(domain -> new Finding(
                        server.id(),
                        null,
                        DriftKind.DOMAIN_REDEFINED,
                        domain.ref().uuid().toString(),
                        "The domain " + server.domain() + " is gone, and " + domain.name() + " (" + domain.ref().uuid()
                                + ") uses its files. Adopt binds the server to that domain."))
                .orElseGet(() -> new Finding(
                        server.id(),
                        null,
                        DriftKind.DOMAIN_GONE,
                        server.domain().toString(),
                        "No domain has the UUID " + server.domain() + ". Define it again, or forget the server; its files"
                                + " stay where they are."));
    }

    private List<Finding> usedByOthers(KnownServer server, Optional<DomainLayout> domain) {
        Set<String> own = paths(server);
        List<Finding> found = new ArrayList<>();
        if (domain.isPresent()) {
            for (DomainLayout other : sight.domains()) {
                other.files().stream()
                        .filter(own::contains)
                        .filter(file -> !other.ref().uuid().equals(server.domain()))
                        .sorted()
                        .findFirst()
                        .ifPresent(file -> found.add(new Finding(
                                server.id(),
                                null,
                                DriftKind.FILE_SHARED,
                                other.ref().uuid().toString(),
                                "The domain " + other.name() + " uses the file " + file
                                        + ", which belongs to this server. Two domains that write to one file destroy it.")));
            }
        }
        Set<String> explained = explained(server, domain);
        sight.files()
                .filter(file -> file.backing() != null && own.contains(file.backing()) && !explained.contains(file.path()))
                .filter(file -> layerOf(file.path()).isEmpty())
                .forEach(file -> found.add(new Finding(
                        server.id(),
                        null,
                        DriftKind.FOREIGN_CHILD,
                        file.path(),
                        "The file " + file.path() + " stands on " + file.backing() + ", which belongs to this server: its space"
                                + " cannot be reclaimed as long as it does.")));
        return found;
    }

    /** Files that are layers of somebody, or are told of with one of the server's disks. */
    private Set<String> explained(KnownServer server, Optional<DomainLayout> domain) {
        Set<String> explained = new HashSet<>();
        servers.stream().flatMap(KnownServer::layers).map(KnownLayer::path).forEach(explained::add);
        domain.ifPresent(own -> own.disks().stream()
                .filter(disk -> disk.head() != null)
                .forEach(disk -> {
                    explained.addAll(disk.chain());
                    explained.addAll(sight.chain(disk.head()));
                }));
        return explained;
    }

    private List<Finding> strays() {
        Map<UUID, KnownServer> byDomain =
                servers.stream().collect(Collectors.toMap(KnownServer::domain, Function.identity()));
        Set<String> known = servers.stream().flatMap(KnownServer::layers).map(KnownLayer::path).collect(Collectors.toSet());
        Set<String> named = sight.domains().stream().flatMap(domain -> domain.files().stream()).collect(Collectors.toSet());
        sight.files().map(StoredVolume::backing).forEach(named::add);
        List<Finding> found = new ArrayList<>();
        sight.files().map(StoredVolume::path).filter(path -> !known.contains(path)).sorted().forEach(path -> {
            UUID uuid = layerOf(path).orElse(null);
            KnownServer server = byDomain.get(uuid);
            if (server != null && !server.busy() && !explained(server, sight.domain(uuid)).contains(path)) {
                found.add(named.contains(path) ? inUse(server, path) : leftBehind(server, path));
            } else if (uuid != null && !adopted.contains(uuid)) {
                found.add(new Finding(
                        null,
                        null,
                        DriftKind.STRAY_UNKNOWN,
                        path,
                        "The file " + path + " is named as a layer of the domain " + uuid + ", which is no server here. It may"
                                + " belong to another installation, or to a server that was forgotten."));
            }
        });
        return found;
    }

    private static Finding inUse(KnownServer server, String path) {
        return new Finding(
                server.id(),
                null,
                DriftKind.STRAY_IN_USE,
                path,
                "The file " + path + " is named as a layer of this server, is not known, and is used by a domain or another file.");
    }

    private static Finding leftBehind(KnownServer server, String path) {
        return new Finding(
                server.id(),
                null,
                DriftKind.STRAY_LAYER,
                path,
                "The file " + path + " is named as a layer of this server, is not known, and nothing refers to it. Repair deletes"
                        + " it. If it stems from an inventory that was lost, it may be all that is left of a snapshot.");
    }

    /** The domain whose layer the file is by its name. */
    private static Optional<UUID> layerOf(String path) {
        Matcher name = LAYER_NAME.matcher(path.substring(path.lastIndexOf('/') + 1));
        return name.matches() ? Optional.of(UUID.fromString(name.group(1))) : Optional.empty();
    }

    private static Set<String> paths(KnownServer server) {
        return server.ownLayers().map(KnownLayer::path).collect(Collectors.toSet());
    }
}
