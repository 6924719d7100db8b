package org.stillframe.operation;

import java.util.Optional;
import org.stillframe.api.QueryParameters;

/**
 * Which operations a client wants to see; what is left out does not narrow it.
 *
 * @param server id of the server
 */
public record OperationFilter(Optional<Long> server, Optional<OperationState> status) {
    static final OperationFilter NONE = new OperationFilter(Optional.empty(), Optional.empty());

    static OperationFilter read(QueryParameters query) {
        return new OperationFilter(query.integer("server_id"), query.oneOf("status", OperationState.values()));
    }

    /** Whether only what has not ended is asked for. */
    boolean isUnfinished() {
        return status.filter(asked -> !asked.isTerminal()).isPresent();
    }
}
