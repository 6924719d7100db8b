package org.stillframe.layer;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Optional;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.layer.ReclaimWork.DeleteFile;
import org.stillframe.layer.ReclaimWork.MergeFiles;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.server.DomainStep;

/** Gives back the space of layers that nobody needs any more, one merge or deletion after the other. */
@Dependent
public class ReclaimLayersStep extends DomainStep {
    private static final String STEP = "merge";

    @Inject
    private ReclaimJournal journal;

    @Inject
    private StorageReserve reserve;

    @Inject
    private OperationJournal operations;

    public ReclaimLayersStep() {
        super("reclaim", 0);
    }

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        Optional<ReclaimWork> work = journal.claimNext(operation);
        while (work.isPresent()) {
            if (work.get() instanceof DeleteFile file) {
                hypervisor.deleteVolume(domain.host(), file.path());
                journal.deleted(operation, file);
            } else {
                merge(operation, hypervisor, domain, (MergeFiles) work.get());
            }
            work = journal.claimNext(operation);
        }
    }

    private void merge(Operation operation, Hypervisor hypervisor, DomainRef domain, MergeFiles work) {
        // Refused, it stays written down as a merge in hand: it may be one that was interrupted, and whoever comes next looks.
        reserve.require(hypervisor, domain.host(), work.merge());
        try {
            hypervisor.merge(domain, work.merge(), percent -> operations.reached(operation.getId(), STEP, Math.min(percent, 99)));
        } catch (HypervisorException e) {
            if (e.kind() == Kind.INTERRUPTED) {
                journal.ended(operation, work, hypervisor.isMerged(domain, work.merge()));
                throw new Postponed("the merge was told to stop");
            }
            throw e;
        }
        journal.merged(operation, work);
    }
}
