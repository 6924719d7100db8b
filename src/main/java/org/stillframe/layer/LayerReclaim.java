package org.stillframe.layer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.layer.ReclaimWork.MergeFiles;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationStep.Postponed;

/** Makes reclaim let go of a server that a user's operation wants to work on. */
@ApplicationScoped
public class LayerReclaim {
    private static final int ATTEMPTS = 100;
    private static final long PAUSE_MILLISECONDS = 50;

    @Inject
    private ReclaimJournal journal;

    @Inject
    private Hypervisors hypervisors;

    /**
     * Ends any merge of the server's layers, and writes down whether it was done. No new one begins while the user's operation
     * is active.
     *
     * @throws Postponed if a merge does not let go
     */
    public void standAside(Operation operation, DomainRef domain) {
        if (!journal.isMerging(operation)) {
            return;
        }
        Hypervisor hypervisor = hypervisors.of(domain);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            hypervisor.abortMerge(domain);
            for (MergeFiles work : journal.abandonedMerges(operation)) {
                journal.ended(operation, work, hypervisor.settleMerge(domain, work.merge()));
            }
            if (!journal.isMerging(operation)) {
                return;
            }
            pause();
        }
        throw new Postponed("a merge of the server's layers does not end");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Postponed("the service is being stopped");
        }
    }
}
