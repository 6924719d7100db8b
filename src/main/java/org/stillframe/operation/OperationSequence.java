package org.stillframe.operation;

import java.util.List;
import java.util.Set;

/**
 * What an operation consists of. One of a kind with a batch job has a job XML too, whose steps bear the same names in the same
 * order (docs/adr/0005).
 */
public interface OperationSequence {
    /** What is done by these steps. */
    Set<OperationKind> kinds();

    /** In the order in which they are done. The last one ends the operation. */
    List<OperationStep> steps();

    OperationUndo undo();
}
