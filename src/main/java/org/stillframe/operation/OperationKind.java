package org.stillframe.operation;

import java.util.Locale;

/** What a long-running request does, and the batch job that does it. */
public enum OperationKind {
    SNAPSHOT_CREATE("snapshot-create", true),
    SNAPSHOT_RESTORE("snapshot-restore", true),
    /** A restore too, but towards what an earlier one has replaced. */
    RESTORE_UNDO("snapshot-restore", true),
    /** The snapshot is gone at once; what runs is the reclaim of its layers, which never makes a server busy. */
    SNAPSHOT_DELETE("layer-reclaim", false),
    SERVER_START("server-power", true),
    SERVER_STOP("server-power", true),
    /** Makes every disk one file again, and forgets the server. */
    SERVER_RELEASE("server-release", true),
    /** Reclaim that no client asked for: after a restore, or when a safety point has expired. Not shown to clients. */
    LAYER_RECLAIM("layer-reclaim", false);

    private final String job;
    private final boolean exclusive;

    OperationKind(String job, boolean exclusive) {
        this.job = job;
        this.exclusive = exclusive;
    }

    /** Name of the job XML under {@code META-INF/batch-jobs}. */
    public String job() {
        return job;
    }

    /** Whether nothing else that is exclusive may work on the same server. */
    public boolean isExclusive() {
        return exclusive;
    }

    /** The name that clients see, for instance {@code snapshot_create}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
