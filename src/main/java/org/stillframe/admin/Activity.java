package org.stillframe.admin;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationService;
import org.stillframe.server.Host;
import org.stillframe.server.HostDirectory;
import org.stillframe.server.HostMonitor;
import org.stillframe.snapshot.SafetyPoints;
import org.stillframe.snapshot.UndoOffer;

/** What the service has been doing lately, and whether its hosts answer. */
@Named
@RequestScoped
public class Activity {
    private static final int SHOWN = 6;

    @Inject
    private CurrentAdmin admin;

    @Inject
    private OperationService operations;

    @Inject
    private HostDirectory hosts;

    @Inject
    private HostMonitor monitor;

    @Inject
    private SafetyPoints safetyPoints;

    private List<Operation> latest;
    private Map<String, UndoOffer> undoable;
    private String unreachable;

    /** Looks anew: after something has been set going, what was seen earlier in the request is old. */
    @PostConstruct
    void look() {
        latest = operations.latest(admin.caller(), SHOWN);
        undoable = safetyPoints.offers(admin.caller(), latest.stream().map(Operation::getId).toList()).stream()
                .collect(Collectors.toMap(UndoOffer::operationId, Function.identity()));
        unreachable = hosts.all().stream()
                .filter(host -> !monitor.of(host.getId()).isConnected())
                .map(Host::getName)
                .collect(Collectors.joining(", "));
    }

    /** The newest operations, newest first. */
    public List<Operation> getLatest() {
        return latest;
    }

    /** The undo that can be had of an operation now, or null. */
    public UndoOffer undo(String operationId) {
        return undoable.get(operationId);
    }

    /** Names of the hosts that do not answer; empty if all do. */
    public String getUnreachable() {
        return unreachable;
    }

    /** Changes whenever anything that is shown of this does. */
    int fingerprint() {
        return Objects.hash(
                unreachable,
                undoable,
                latest.stream()
                        .map(operation -> List.of(operation.getId(), operation.getStatus(), operation.getProgress()))
                        .toList());
    }
}
