package org.stillframe.operation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a long-running request does; and the batch job that does it, if it takes as long as there is data to copy. */
public enum OperationKind {
    SNAPSHOT_CREATE(null, true),
    SNAPSHOT_RESTORE(null, true),
    /** A restore too, but towards what an earlier one has replaced. */
    RESTORE_UNDO(null, true),
    /** The snapshot is gone at once; what runs is the reclaim of its layers, which never makes a server busy. */
    SNAPSHOT_DELETE("layer-reclaim", false),
    SERVER_START(null, true),
    SERVER_STOP(null, true),
    /** Makes every disk one file again, and forgets the server. */
    SERVER_RELEASE("server-release", true),
    /** Compares all that is known of a host with what it says. It has no server. */
    HOST_RECONCILE(null, false),
    /** Mends what was changed on a server's host behind the service's back, or takes it for the truth. */
    DRIFT_REPAIR(null, true),
    /** Reclaim that no client asked for: after a restore, or when a safety point has expired. Not shown to clients. */
    LAYER_RECLAIM("layer-reclaim", false);

    private final String job;
    private final boolean exclusive;

    OperationKind(String job, boolean exclusive) {
        this.job = job;
        this.exclusive = exclusive;
    }

    /** Name of the job XML under {@code META-INF/batch-jobs}; none for what is short whatever the size of the disks. */
    public Optional<String> job() {
        return Optional.ofNullable(job);
    }

    /** Whether nothing else that is exclusive may work on the same server. */
    public boolean isExclusive() {
        return exclusive;
    }

    /** Whether it can be told to stop, at least at first. What starts or stops a server, or gives it away, cannot. */
    boolean isCancellable() {
        return switch (this) {
            case SNAPSHOT_CREATE, SNAPSHOT_RESTORE, RESTORE_UNDO, SNAPSHOT_DELETE -> true;
            case SERVER_START, SERVER_STOP, SERVER_RELEASE, HOST_RECONCILE, DRIFT_REPAIR, LAYER_RECLAIM -> false;
        };
    }

    /** Whether it copies data for as long as that takes, so that only so many may run at once on a host. */
    public boolean isMerging() {
        return job != null;
    }

    /** The kinds of which that is so. */
    static List<OperationKind> allMerging() {
        return Arrays.stream(values()).filter(OperationKind::isMerging).toList();
    }

    /** The kinds that clients are told of. */
    static List<OperationKind> allTold() {
        return Arrays.stream(values()).filter(OperationKind::isTold).toList();
    }

    /** Whether clients are told of it: of tidying up after an operation they are not. */
    public boolean isTold() {
        return this != LAYER_RECLAIM;
    }

    /** The name that clients see, for instance {@code snapshot_create}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
