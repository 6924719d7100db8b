package org.stillframe.layer;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;
import org.stillframe.layer.ReclaimWork.DeleteFile;
import org.stillframe.layer.ReclaimWork.MergeFiles;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.server.DomainStep;

/** Gives back the space of layers that nobody needs any more, one merge or deletion after the other. */
@Dependent
public class ReclaimLayersStep extends DomainStep {
    private static final Logger LOG = System.getLogger(ReclaimLayersStep.class.getName());
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
        if (!work.begun()) {
            requireStanding(operation, hypervisor, domain, work);
        }
        try {
            hypervisor.merge(domain, work.merge(), percent -> operations.reached(operation.getId(), STEP, Math.min(percent, 99)));
        } catch (HypervisorException e) {
            if (e.kind() != Kind.CRASHED && e.kind() != Kind.INTERRUPTED) {
                throw e;
            }
            boolean done = hypervisor.settleMerge(domain, work.merge());
            if (e.kind() == Kind.CRASHED) {
                // Before anything else can begin on the server: whoever waits for the merge's end finds it running, as it was.
                LOG.log(Level.WARNING, "Server {0} crashed in a merge and is started: {1}", domain.uuid(), e.getMessage());
                hypervisor.start(domain);
            }
            journal.ended(operation, work, done);
            throw new Postponed("the merge was told to stop");
        }
        journal.merged(operation, work);
    }

    /**
     * A merge that was begun once may be done already, so nothing but the first look tells that somebody else has moved data:
     * what then looks done would be taken for it, and the upper file deleted.
     */
    private void requireStanding(Operation operation, Hypervisor hypervisor, DomainRef domain, MergeFiles work) {
        Merge merge = work.merge();
        Map<String, String> below = new HashMap<>();
        for (String directory : directories(merge)) {
            hypervisor.volumes(domain.host(), directory)
                    .ifPresent(files -> files.forEach(file -> below.put(file.path(), normal(file.backing()))));
        }
        if (!merge.base().equals(below.get(merge.top()))
                || merge.child() != null && !merge.top().equals(below.get(merge.child()))) {
            journal.ended(operation, work, false);
            throw new ServiceException(
                    ErrorCode.DRIFT_DETECTED, "The files of disk " + merge.target() + " no longer stand on each other as they did.");
        }
    }

    private static String normal(String path) {
        return path == null ? null : Path.of(path).normalize().toString();
    }

    private static Set<String> directories(Merge merge) {
        return Stream.of(merge.top(), merge.child())
                .filter(Objects::nonNull)
                .map(path -> path.substring(0, path.lastIndexOf('/')))
                .collect(Collectors.toSet());
    }
}
