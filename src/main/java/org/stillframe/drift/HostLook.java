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

/** Looks at a host: at its domains at once, and at each directory once. */
final class HostLook {
    private static final Logger LOG = System.getLogger(HostLook.class.getName());

    private HostLook() {}

    /**
     * Everything that is needed to judge these servers.
     *
     * @throws HypervisorException with kind {@code UNAVAILABLE} if the host does not answer; then nothing is known
     */
    static HostSight at(Hypervisor hypervisor, String host, List<KnownServer> servers) {
        List<DomainLayout> domains = hypervisor.layouts(host);
        Map<String, Map<String, StoredVolume>> found = new TreeMap<>();
        Set<String> missing = new HashSet<>();
        Set<String> unreadable = new HashSet<>();
        for (String directory : directories(servers, domains)) {
            look(hypervisor, host, directory, unreadable).ifPresent(files -> files.ifPresentOrElse(
                    volumes -> found.put(directory, volumes), () -> missing.add(directory)));
        }
        HostSight sight = HostSight.of(domains, found, missing, unreadable, Map.of());
        Set<String> absent = servers.stream()
                .filter(server -> !server.busy())
                .flatMap(KnownServer::layers)
                .filter(KnownLayer::hasFile)
                .map(KnownLayer::path)
                .filter(path -> sight.presence(path) == Presence.ABSENT)
                .collect(Collectors.toSet());
        for (String path : absent) {
            // A list that lacks a file which can be asked for by name is no proof of anything.
            if (!isConfirmed(hypervisor, host, path)) {
                found.remove(HostSight.directory(path));
                unreadable.add(HostSight.directory(path));
            }
        }
        Map<String, String> moved = absent.isEmpty() ? new HashMap<>() : moved(hypervisor, host, absent, found);
        Set<String> known = servers.stream().flatMap(KnownServer::layers).map(KnownLayer::path).collect(Collectors.toSet());
        moved.values().removeIf(known::contains);
        return HostSight.of(domains, found, missing, unreadable, moved);
    }

    private static Set<String> directories(List<KnownServer> servers, List<DomainLayout> domains) {
        Set<String> directories = new TreeSet<>();
        for (KnownServer server : servers) {
            server.layers().filter(KnownLayer::hasFile).map(layer -> HostSight.directory(layer.path())).forEach(directories::add);
            domains.stream()
                    .filter(domain -> domain.ref().uuid().equals(server.domain()))
                    .flatMap(domain -> domain.disks().stream())
                    .flatMap(disk -> disk.chain().stream())
                    .map(HostSight::directory)
                    .forEach(directories::add);
        }
        return directories;
    }

    /** The files of a directory; inside, none if it does not exist; outside, none if it could not be looked into. */
    private static Optional<Optional<Map<String, StoredVolume>>> look(
            Hypervisor hypervisor, String host, String directory, Set<String> unreadable) {
        try {
            return Optional.of(hypervisor.volumes(host, directory)
                    .map(files -> files.stream()
                            .collect(Collectors.toMap(StoredVolume::path, Function.identity(), (one, same) -> one))));
        } catch (HypervisorException e) {
            requireAnswer(e);
            LOG.log(Level.WARNING, "The directory " + directory + " of " + host + " cannot be looked into", e);
            unreadable.add(directory);
            return Optional.empty();
        }
    }

    private static boolean isConfirmed(Hypervisor hypervisor, String host, String path) {
        try {
            return hypervisor.volume(host, path) == null;
        } catch (HypervisorException e) {
            requireAnswer(e);
            return false;
        }
    }

    /** Where else files of those names are, if there is but one of each. */
    private static Map<String, String> moved(
            Hypervisor hypervisor, String host, Set<String> absent, Map<String, Map<String, StoredVolume>> looked) {
        Map<String, Set<String>> byName = new HashMap<>();
        looked.values().forEach(files -> files.keySet().forEach(path -> note(byName, path)));
        hypervisor.describe(host).pools().stream()
                .map(HostInfo.Pool::path)
                .filter(Objects::nonNull)
                .filter(directory -> !looked.containsKey(directory))
                .forEach(directory -> look(hypervisor, host, directory, new HashSet<>())
                        .flatMap(Function.identity())
                        .ifPresent(files -> files.keySet().forEach(path -> note(byName, path))));
        Map<String, String> moved = new HashMap<>();
        for (String path : absent) {
            Set<String> places = byName.getOrDefault(name(path), Set.of());
            if (places.size() == 1) {
                moved.put(path, places.iterator().next());
            }
        }
        return moved;
    }

    private static void note(Map<String, Set<String>> byName, String path) {
        byName.computeIfAbsent(name(path), any -> new TreeSet<>()).add(path);
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
