package org.stillframe.drift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationSequence;
import org.stillframe.operation.OperationStep;
import org.stillframe.operation.OperationUndo;

/** How a host is compared with what is known of it. */
@ApplicationScoped
public class ReconcileSequence implements OperationSequence {
    @Inject
    private ReconcileStep reconcile;

    @Inject
    private FailDrift undo;

    @Override
    public Set<OperationKind> kinds() {
        return Set.of(OperationKind.HOST_RECONCILE);
    }

    @Override
    public List<OperationStep> steps() {
        return List.of(reconcile);
    }

    @Override
    public OperationUndo undo() {
        return undo;
    }
}
