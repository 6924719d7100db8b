package org.stillframe.fuzz;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the service has at the moment, so that requests find something; and what they must leave alone. */
final class Known {
    /** Under which collection's name a field of a body is known. */
    private static final Map<String, String> FIELDS = Map.of("server_id", "servers", "host_id", "hosts");

    private final Map<String, List<String>> values = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> reserved = new ConcurrentHashMap<>();

    /** @param name a collection ({@code snapshots}: ids) or a field ({@code account}: emails) */
    void put(String name, List<String> some) {
        List<String> free = new ArrayList<>(some);
        free.removeAll(reserved.getOrDefault(name, Set.of()));
        values.put(name, List.copyOf(free));
    }

    /** Keeps requests away from something that the run itself needs. */
    void reserve(String collection, String id) {
        reserved.computeIfAbsent(collection, key -> ConcurrentHashMap.newKeySet()).add(id);
    }

    boolean isReserved(String collection, String id) {
        return new HashSet<>(reserved.getOrDefault(collection, Set.of())).contains(id.strip());
    }

    boolean has(String name) {
        return !values.getOrDefault(FIELDS.getOrDefault(name, name), List.of()).isEmpty();
    }

    String any(String name, Random random) {
        List<String> some = values.getOrDefault(FIELDS.getOrDefault(name, name), List.of());
        return some.isEmpty() ? "1" : some.get(random.nextInt(some.size()));
    }
}
