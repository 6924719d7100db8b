package org.stillframe.snapshot;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.hypervisor.Cut;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;

/**
 * What the transaction that stores a create has named and written down beforehand. If the domain is found as it was known, it can
 * be cut without another transaction.
 *
 * @param worth what was written down, OFFLINE or CRASH
 * @param overlays a new head for each disk, and a copy of the UEFI variables if there are any
 */
record FirstCut(Consistency worth, List<Overlay> overlays) {
    FirstCut {
        overlays = List.copyOf(overlays);
    }

    /** The cut, if it still is the best that can be had, and is of every disk that there is. */
    Optional<Cut> of(DomainInfo found) {
        Consistency best = found.state() == PowerState.STOPPED ? Consistency.OFFLINE : Consistency.CRASH;
        boolean known = best == worth && !found.agentConnected() && heads(found).equals(backings());
        return known ? Optional.of(new Cut(overlays, false)) : Optional.empty();
    }

    private static Map<String, String> heads(DomainInfo found) {
        return found.disksAndNvram().stream().collect(Collectors.toMap(DiskInfo::target, disk -> disk.head().path()));
    }

    private Map<String, String> backings() {
        return overlays.stream().collect(Collectors.toMap(Overlay::target, Overlay::backing));
    }
}
