package org.stillframe.snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.stillframe.layer.ReclaimLayersStep;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationSequence;
import org.stillframe.operation.OperationStep;
import org.stillframe.operation.OperationUndo;

/** How the layers of deleted snapshots, and of what else nobody needs, are given back. */
@ApplicationScoped
public class ReclaimSequence implements OperationSequence {
    @Inject
    private ReclaimLayersStep reclaim;

    @Inject
    private FinishReclaimStep finish;

    @Inject
    private FailReclaim undo;

    @Override
    public Set<OperationKind> kinds() {
        return Set.of(OperationKind.SNAPSHOT_DELETE, OperationKind.LAYER_RECLAIM);
    }

    @Override
    public List<OperationStep> steps() {
        return List.of(reclaim, finish);
    }

    @Override
    public OperationUndo undo() {
        return undo;
    }
}
