package org.stillframe.operation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns operations step by step in the caller's thread, as {@link OperationRunner} has it done by the executor and the batch
 * engine: the same journal, the same sequences, the same judgement of how a step ended.
 */
@ApplicationScoped
public class Crank {
    @Inject
    private OperationJournal journal;

    @Inject
    private OperationLeases leases;

    @Inject
    private Instance<OperationSequence> found;

    @Inject
    private OperationSequences sequences;

    @Inject
    private SequenceRun run;

    @Inject
    private Node node;

    /** The names of the steps of every kind of operation of which the service has a sequence. */
    public Map<OperationKind, List<String>> steps() {
        Map<OperationKind, List<String>> steps = new EnumMap<>(OperationKind.class);
        for (OperationSequence sequence : found) {
            List<String> names = sequence.steps().stream().map(OperationStep::name).toList();
            sequence.kinds().forEach(kind -> steps.put(kind, names));
        }
        return steps;
    }

    /** Runs an operation that has just been stored, as far as it comes. */
    public void start(Operation operation, Disturbance disturbance) {
        if (operation.isClaimedAtOnce() || leases.claim(operation.getId(), node.name())) {
            run.run(operation, disturbance.of(sequences.of(operation.getKind())));
        }
    }

    /** Runs one that was stored before; returns whether it could be taken. */
    public boolean takeOver(String id, Disturbance disturbance) {
        Optional<Operation> stored = journal.find(id);
        if (stored.isEmpty() || !leases.claim(id, node.name())) {
            return false;
        }
        run.run(stored.get(), disturbance.of(sequences.of(stored.get().getKind())));
        return true;
    }

    /** All that this node held is nobody's, as after its death. */
    public void nodeDied() {
        leases.release(node.name());
    }

    public Operation find(String id) {
        return journal.find(id).orElseThrow();
    }
}
