package org.stillframe.operation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a long-running request does, and the batch job that does it. */
public enum OperationKind {
    SNAPSHOT_CREATE("snapshot-create", true, false),
    SNAPSHOT_RESTORE("snapshot-restore", true, false),
    /** A restore too, but towards what an earlier one has replaced. */
    RESTORE_UNDO("snapshot-restore", true, false),
    /** The snapshot is gone at once; what runs is the reclaim of its layers, which never makes a server busy. */
    SNAPSHOT_DELETE("layer-reclaim", false, true),
    SERVER_START("server-power", true, false),
    SERVER_STOP("server-power", true, false),
    /** Makes every disk one file again, and forgets the server. */
    SERVER_RELEASE("server-release", true, true),
    /** Compares all that is known of a host with what it says. It has no server. */
    HOST_RECONCILE("host-reconcile", false, false),
    /** Mends what was changed on a server's host behind the service's back, or takes it for the truth. */
    DRIFT_REPAIR("drift-repair", true, false),
    /** Reclaim that no client asked for: after a restore, or when a safety point has expired. Not shown to clients. */
    LAYER_RECLAIM("layer-reclaim", false, true);

    private final String job;
    private final boolean exclusive;
    private final boolean merging;

    OperationKind(String job, boolean exclusive, boolean merging) {
        this.job = job;
        this.exclusive = exclusive;
        this.merging = merging;
    }

    /** Name of the job XML under {@code META-INF/batch-jobs}. */
    public String job() {
        return job;
    }

    /** Whether nothing else that is exclusive may work on the same server. */
    public boolean isExclusive() {
        return exclusive;
    }

    /** Whether it copies data for as long as that takes, so that only so many may run at once on a host. */
    public boolean isMerging() {
        return merging;
    }

    /** The kinds of which that is so. */
    static List<OperationKind> allMerging() {
        return Arrays.stream(values()).filter(OperationKind::isMerging).toList();
    }

    /** The name that clients see, for instance {@code snapshot_create}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
