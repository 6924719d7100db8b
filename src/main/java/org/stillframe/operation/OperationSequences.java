package org.stillframe.operation;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Map;

/** Finds the steps of each kind of operation. */
@ApplicationScoped
public class OperationSequences {
    @Inject
    private Instance<OperationSequence> all;

    private final Map<OperationKind, OperationSequence> byKind = new EnumMap<>(OperationKind.class);

    @PostConstruct
    void index() {
        all.forEach(sequence -> sequence.kinds().forEach(kind -> byKind.put(kind, sequence)));
    }

    OperationSequence of(OperationKind kind) {
        return byKind.get(kind);
    }
}
