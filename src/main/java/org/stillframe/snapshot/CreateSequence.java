package org.stillframe.snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationSequence;
import org.stillframe.operation.OperationStep;
import org.stillframe.operation.OperationUndo;

/** How a snapshot is made. */
@ApplicationScoped
public class CreateSequence implements OperationSequence {
    @Inject
    private CutStep cut;

    @Inject
    private UndoCreate undo;

    @Override
    public Set<OperationKind> kinds() {
        return Set.of(OperationKind.SNAPSHOT_CREATE);
    }

    @Override
    public List<OperationStep> steps() {
        return List.of(cut);
    }

    @Override
    public OperationUndo undo() {
        return undo;
    }
}
