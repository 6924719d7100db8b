package org.stillframe.snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationSequence;
import org.stillframe.operation.OperationStep;
import org.stillframe.operation.OperationUndo;

/** How a server goes back to a snapshot, or an undo back to what a restore had replaced. */
@ApplicationScoped
public class RestoreSequence implements OperationSequence {
    @Inject
    private PlanRestoreStep plan;

    @Inject
    private KeepSafetyPointStep keepSafetyPoint;

    @Inject
    private SwitchHeadsStep switchHeads;

    @Inject
    private StartAgainStep startAgain;

    @Inject
    private UndoRestore undo;

    @Override
    public Set<OperationKind> kinds() {
        return Set.of(OperationKind.SNAPSHOT_RESTORE, OperationKind.RESTORE_UNDO);
    }

    @Override
    public List<OperationStep> steps() {
        return List.of(plan, keepSafetyPoint, switchHeads, startAgain);
    }

    @Override
    public OperationUndo undo() {
        return undo;
    }
}
