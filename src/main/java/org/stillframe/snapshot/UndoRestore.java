package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
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
import org.stillframe.server.DomainUndo;

/** Ends a restore that failed: either the disks are restored all the same, or the server is as it was. */
@Dependent
public class UndoRestore extends DomainUndo {
    private static final Logger LOG = System.getLogger(UndoRestore.class.getName());

    @Inject
    private LayerInventory layers;

    @Inject
    private RestoreLifecycle lifecycle;

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain, ServiceException cause) {
        try {
            end(operation, hypervisor, domain, cause);
        } catch (HypervisorException e) {
            if (e.kind() != Kind.DOMAIN_NOT_FOUND) {
                throw e;
            }
            lifecycle.failWithoutServer(operation, cause);
        }
    }

    private void end(Operation operation, Hypervisor hypervisor, DomainRef domain, ServiceException cause) {
        hypervisor.settleCut(domain, layers.named(operation, LayerOrigin.CUT).overlays());
        boolean restored = layers.named(operation, LayerOrigin.RESTORE).areHeadsOf(hypervisor.inspect(domain));
        hypervisor.thaw(domain);
        boolean runs = isAsBefore(operation, hypervisor, domain);
        DomainInfo found = hypervisor.inspect(domain);
        if (restored && runs) {
            lifecycle.complete(operation, found);
        } else if (restored) {
            lifecycle.completeWithFailure(operation, found, cause);
        } else {
            lifecycle.fail(operation, found, runs ? cause : notStarted(cause));
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
