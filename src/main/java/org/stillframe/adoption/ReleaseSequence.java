package org.stillframe.adoption;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.stillframe.layer.ReclaimLayersStep;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationSequence;
import org.stillframe.operation.OperationStep;
import org.stillframe.operation.OperationUndo;

/** How a server becomes an ordinary domain again. */
@ApplicationScoped
public class ReleaseSequence implements OperationSequence {
    @Inject
    private PlanReleaseStep plan;

    @Inject
    private ReclaimLayersStep reclaim;

    @Inject
    private FinishReleaseStep finish;

    @Inject
    private FailRelease undo;

    @Override
    public Set<OperationKind> kinds() {
        return Set.of(OperationKind.SERVER_RELEASE);
    }

    @Override
    public List<OperationStep> steps() {
        return List.of(plan, reclaim, finish);
    }

    @Override
    public OperationUndo undo() {
        return undo;
    }
}
