package org.stillframe.hypervisor.simulated;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts calls per host since its faults last changed. */
final class CallCounts {
    private record Count(SimulatedFaults since, Map<Call, Integer> calls) {}

    private final Map<Path, Count> counts = new HashMap<>();

    /** The place of one more call among its kind, 1 for the first. */
    synchronized int next(Path host, SimulatedFaults faults, Call call) {
        Count count = counts.get(host);
        if (count == null || !count.since().equals(faults)) {
            count = new Count(faults, new EnumMap<>(Call.class));
            counts.put(host, count);
        }
        return count.calls().merge(call, 1, Integer::sum);
    }
}
