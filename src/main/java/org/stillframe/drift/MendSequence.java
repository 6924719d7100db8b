package org.stillframe.drift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationSequence;
import org.stillframe.operation.OperationStep;
import org.stillframe.operation.OperationUndo;

/** How a finding is mended. */
@ApplicationScoped
public class MendSequence implements OperationSequence {
    @Inject
    private MendStep mend;

    @Inject
    private FailDrift undo;

    @Override
    public Set<OperationKind> kinds() {
        return Set.of(OperationKind.DRIFT_REPAIR);
    }

    @Override
    public List<OperationStep> steps() {
        return List.of(mend);
    }

    @Override
    public OperationUndo undo() {
        return undo;
    }
}
