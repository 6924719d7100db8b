package org.stillframe.drift;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stillframe.drift.HostSight.Presence;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.HostInfo;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.StoredVolume;

/** One look at a host: at its domains at once, and at each directory once. */
final class HostLook {
    private static final Logger LOG = System.getLogger(HostLook.class.getName());

    private final Hypervisor hypervisor;
    private final String host;
    private final Map<String, Map<String, StoredVolume>> directories = new TreeMap<>();
    private final Set<String> missing = new HashSet<>();
    private final Set<String> unreadable = new HashSet<>();

    private HostLook(Hypervisor hypervisor, String host) {
        this.hypervisor = hypervisor;
        this.host = host;
    }

    /**
     * Everything that is needed to judge these servers.
     *
     * @throws HypervisorException with kind {@code UNAVAILABLE} if the host does not answer; then nothing is known
     */
    static HostSight at(Hypervisor hypervisor, String host, List<KnownServer> servers) {
        return new HostLook(hypervisor, host).look(servers);
    }

    private HostSight look(List<KnownServer> servers) {
        List<DomainLayout> domains = hypervisor.layouts(host);
        directories(servers, domains).forEach(this::lookInto);
        Set<String> absent = absent(servers, HostSight.of(domains, directories, missing, unreadable, Map.of()));
        for (String path : absent) {
            // A list that lacks a file which can be asked for by name is no proof of anything.
            if (!isConfirmed(path)) {
                directories.remove(HostSight.directory(path));
                unreadable.add(HostSight.directory(path));
            }
        }
        return HostSight.of(domains, directories, missing, unreadable, moved(absent, servers));
    }

    /** Where the servers' layers lie, and what their domains name. */
    private static Set<String> directories(List<KnownServer> servers, List<DomainLayout> domains) {
        Set<String> found = new TreeSet<>();
        for (KnownServer server : servers) {
            server.layers().filter(KnownLayer::hasFile).map(layer -> HostSight.directory(layer.path())).forEach(found::add);
            domains.stream()
                    .filter(domain -> domain.ref().uuid().equals(server.domain()))
                    .flatMap(domain -> domain.disks().stream())
                    .flatMap(disk -> disk.chain().stream())
                    .map(HostSight::directory)
                    .forEach(found::add);
        }
        return found;
    }

    private void lookInto(String directory) {
        try {
            Optional<List<StoredVolume>> files = hypervisor.volumes(host, directory);
            if (files.isPresent()) {
                directories.put(directory, byPath(files.get()));
            } else {
                missing.add(directory);
            }
        } catch (HypervisorException e) {
            requireAnswer(e);
            LOG.log(Level.WARNING, "The directory " + directory + " of " + host + " cannot be looked into", e);
            unreadable.add(directory);
        }
    }

    private static Map<String, StoredVolume> byPath(List<StoredVolume> files) {
        return files.stream().collect(Collectors.toMap(StoredVolume::path, Function.identity(), (one, same) -> one));
    }

    private static Set<String> absent(List<KnownServer> servers, HostSight sight) {
        return servers.stream()
                .filter(server -> !server.busy())
                .flatMap(KnownServer::layers)
                .filter(KnownLayer::hasFile)
                .map(KnownLayer::path)
                .filter(path -> sight.presence(path) == Presence.ABSENT)
                .collect(Collectors.toSet());
    }

    private boolean isConfirmed(String path) {
        try {
            return hypervisor.volume(host, path) == null;
        } catch (HypervisorException e) {
            requireAnswer(e);
            return false;
        }
    }

    /** Where else on the host files of those names are, if there is but one of each and it is not known already. */
    private Map<String, String> moved(Set<String> absent, List<KnownServer> servers) {
        Map<String, String> moved = new HashMap<>();
        if (absent.isEmpty()) {
            return moved;
        }
        HostLook elsewhere = new HostLook(hypervisor, host);
        hypervisor.describe(host).pools().stream()
                .map(HostInfo.Pool::path)
                .filter(Objects::nonNull)
                .filter(directory -> !directories.containsKey(directory))
                .forEach(elsewhere::lookInto);
        Map<String, Set<String>> byName = new HashMap<>();
        for (Map<String, Map<String, StoredVolume>> looked : List.of(directories, elsewhere.directories)) {
            looked.values().forEach(files -> files.keySet()
                    .forEach(path -> byName.computeIfAbsent(name(path), any -> new HashSet<>()).add(path)));
        }
        Set<String> known = servers.stream().flatMap(KnownServer::layers).map(KnownLayer::path).collect(Collectors.toSet());
        for (String path : absent) {
            Set<String> places = byName.getOrDefault(name(path), Set.of());
            if (places.size() == 1 && !known.containsAll(places)) {
                moved.put(path, places.iterator().next());
            }
        }
        return moved;
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void requireAnswer(HypervisorException failure) {
        if (failure.kind() == Kind.UNAVAILABLE) {
            throw failure;
        }
    }
}
