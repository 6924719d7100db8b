package org.stillframe.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationState;
import org.stillframe.server.ServerStatus;
import org.stillframe.snapshot.SafetyPointSettings;
import org.stillframe.snapshot.SnapshotState;

/** Words and numbers as the pages show them. */
@Named
@ApplicationScoped
public class Wording {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long MIB_PER_GIB = 1024;

    /** How long people count in hours. */
    private static final Duration MOST_HOURS = Duration.ofHours(48);

    @Inject
    private SafetyPointSettings safetyPoints;

    /** How long what a restore replaced is kept. */
    public String getRetention() {
        return duration(safetyPoints.retention());
    }

    /** A length of time in its two greatest units, for instance {@code 24 hours} or {@code 1 hour 30 minutes}. */
    static String duration(Duration length) {
        boolean inDays = length.compareTo(MOST_HOURS) > 0;
        return Stream.of(
                        amount(inDays ? length.toDays() : 0, "day"),
                        amount(inDays ? length.toHoursPart() : length.toHours(), "hour"),
                        amount(length.toMinutesPart(), "minute"),
                        amount(length.toSecondsPart(), "second"))
                .filter(text -> !text.isEmpty())
                .limit(2)
                .collect(Collectors.joining(" "));
    }

    private static String amount(long count, String unit) {
        return count == 0 ? "" : count + " " + unit + (count == 1 ? "" : "s");
    }

    /** A moment in UTC, to the second; a dash if there is none. */
    public String time(Instant moment) {
        return moment == null ? "–" : TIME.format(moment);
    }

    /** The day of a moment, in UTC. */
    public String day(Instant moment) {
        return DAY.format(moment);
    }

    /** The time of day of a moment, in UTC. */
    public String clock(Instant moment) {
        return CLOCK.format(moment);
    }

    /** A size in MiB, or in GiB once that has three digits to show. */
    public String size(Long mebibytes) {
        if (mebibytes == null) {
            return "–";
        }
        return mebibytes < 10 * MIB_PER_GIB
                ? String.format(Locale.ROOT, "%,d MiB", mebibytes)
                : String.format(Locale.ROOT, "%,.1f GiB", (double) mebibytes / MIB_PER_GIB);
    }

    /** What deleting a snapshot frees. */
    public String freed(Long mebibytes) {
        return mebibytes == null ? "Not known yet" : size(mebibytes);
    }

    public String snapshotStatus(SnapshotState status) {
        return switch (status) {
            case IN_PROGRESS -> "In progress";
            case COMPLETED -> "Completed";
            case FAILED -> "Failed";
            case DELETED -> "Deleted";
        };
    }

    public String serverStatus(ServerStatus status) {
        return switch (status) {
            case ACTIVE -> "Active";
            case STOPPED -> "Stopped";
            case SUSPENDED -> "Suspended";
            case RESTORING -> "Restoring";
        };
    }

    public String operationStatus(OperationState status) {
        return switch (status) {
            case QUEUED -> "Queued";
            case RUNNING -> "Running";
            case SUCCEEDED -> "Succeeded";
            case FAILED -> "Failed";
            case CANCELLED -> "Cancelled";
        };
    }

    public String kind(OperationKind kind) {
        return switch (kind) {
            case SNAPSHOT_CREATE -> "Create snapshot";
            case SNAPSHOT_RESTORE -> "Restore";
            case RESTORE_UNDO -> "Undo restore";
            case SNAPSHOT_DELETE -> "Delete snapshot";
            case SERVER_START -> "Start server";
            case SERVER_STOP -> "Stop server";
            case SERVER_RELEASE -> "Release server";
            case HOST_RECONCILE -> "Reconcile host";
            case DRIFT_REPAIR -> "Mend drift";
            case LAYER_RECLAIM -> "Reclaim space";
        };
    }

    public String consistency(Consistency consistency) {
        return switch (consistency) {
            case APPLICATION -> "Application";
            case CRASH -> "Crash";
            case OFFLINE -> "Offline";
        };
    }

    /** What a consistency is worth. */
    public String meaning(Consistency consistency) {
        return switch (consistency) {
            case APPLICATION -> "The guest had flushed and frozen its file systems.";
            case CRASH -> "As after a power failure: file systems recover, applications may need to.";
            case OFFLINE -> "The server was stopped, so nothing was in flight.";
        };
    }
}
