package org.stillframe.power;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationSequence;
import org.stillframe.operation.OperationStep;
import org.stillframe.operation.OperationUndo;

/** How a server is started or stopped. */
@ApplicationScoped
public class PowerSequence implements OperationSequence {
    @Inject
    private PowerStep power;

    @Inject
    private UndoPower undo;

    @Override
    public Set<OperationKind> kinds() {
        return Set.of(OperationKind.SERVER_START, OperationKind.SERVER_STOP);
    }

    @Override
    public List<OperationStep> steps() {
        return List.of(power);
    }

    @Override
    public OperationUndo undo() {
        return undo;
    }
}
