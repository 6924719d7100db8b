package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.layer.LayerInventory;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.operation.Operation;

/** Ends a restore that failed: either the disks are restored all the same, or the server is as it was. */
@Dependent
@Named("undoRestoreStep")
public class UndoRestoreStep extends SnapshotStep {
    private static final Logger LOG = System.getLogger(UndoRestoreStep.class.getName());

    @Inject
    private LayerInventory layers;

    @Inject
    private RestoreLifecycle lifecycle;

    public UndoRestoreStep() {
        super(90);
    }

    @Override
    void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        try {
            end(operation, hypervisor, domain);
        } catch (HypervisorException e) {
            if (e.kind() != Kind.DOMAIN_NOT_FOUND) {
                throw e;
            }
            lifecycle.failWithoutServer(operation, failure());
        }
    }

    private void end(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        boolean restored = layers.areHeads(operation, LayerOrigin.RESTORE, hypervisor.inspect(domain));
        hypervisor.thaw(domain);
        boolean runs = isAsBefore(operation, hypervisor, domain);
        DomainInfo found = hypervisor.inspect(domain);
        if (restored && runs) {
            lifecycle.complete(operation, found);
        } else if (restored) {
            lifecycle.completeWithFailure(operation, found, failure());
        } else {
            lifecycle.fail(operation, found, runs ? failure() : notStarted(failure()));
        }
    }

    /** Starts the server if it ran before. A host that refuses that may refuse for ever, so it is not waited for. */
    private boolean isAsBefore(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        try {
            startAgain(operation, hypervisor, domain);
            return true;
        } catch (HypervisorException e) {
            if (e.kind() == Kind.UNAVAILABLE || e.kind() == Kind.DOMAIN_NOT_FOUND) {
                throw e;
            }
            LOG.log(Level.WARNING, "The server of operation " + operation.getId() + " could not be started again", e);
            return false;
        }
    }

    private static ServiceException notStarted(ServiceException failure) {
        return new ServiceException(
                failure.code(),
                failure.getMessage() + " The disks are as they were, but the server could not be started again. Start it.",
                failure);
    }

    private void startAgain(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        SafetyPoint point = lifecycle.safetyPoint(operation);
        if (point != null && point.wasRunning()) {
            hypervisor.start(domain);
        }
    }
}
