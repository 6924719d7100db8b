package org.stillframe.operation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.stillframe.audit.Actor;
import org.stillframe.audit.AuditSubject;
import org.stillframe.audit.AuditTrail;

/** Writes into the audit trail which operations were asked for, by whom, and how they ended: each in its transaction. */
@ApplicationScoped
public class OperationTrail {
    @Inject
    private AuditTrail audit;

    @Inject
    private OperationJournal journal;

    void begun(Operation operation) {
        if (isTold(operation)) {
            audit.record(operation.getKind().code(), subject(operation), "accepted", "");
        }
    }

    void cancelRequested(Operation operation) {
        if (isTold(operation)) {
            audit.record(operation.getKind().code(), subject(operation), "cancel_requested", "");
        }
    }

    void ended(@Observes OperationEnded event) {
        journal.find(event.operationId()).filter(OperationTrail::isTold).ifPresent(operation -> audit.record(
                Actor.SERVICE,
                operation.getKind().code(),
                subject(operation),
                operation.getStatus().code(),
                operation.getErrorDetail() == null ? "" : operation.getErrorCode() + ": " + operation.getErrorDetail()));
    }

    /** What the service does by itself, again and again, is not news. */
    private static boolean isTold(Operation operation) {
        return operation.getKind().isTold();
    }

    private static AuditSubject subject(Operation operation) {
        String snapshot = operation.getSnapshotName() == null ? "" : ", snapshot " + operation.getSnapshotName();
        return new AuditSubject(
                operation.getHostId(),
                operation.getServerId(),
                operation.getServerName(),
                operation.getSnapshotId(),
                "operation " + operation.getId() + snapshot);
    }
}
