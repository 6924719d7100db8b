package org.stillframe.operation;

import jakarta.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.event.EventKind;
import org.stillframe.event.Followed;
import org.stillframe.operation.OperationState.Event;

/**
 * A client's long-running request, and the journal of the work on it. While an exclusive operation is unfinished, {@code
 * activeServerId} is set; the column is unique, so that no two can run on one server on any number of nodes.
 */
@Entity
@Table(name = "operation")
public class Operation implements Followed {
    @Id
    private String id;

    @Enumerated(EnumType.STRING)
    private OperationKind kind;

    @Enumerated(EnumType.STRING)
    private OperationState status;

    private int progress;
    private String step;

    @Enumerated(EnumType.STRING)
    private Cancellation cancellation;

    @Column(name = "account_id")
    private Long accountId;

    @Column(name = "host_id")
    private Long hostId;

    @Column(name = "server_id")
    private Long serverId;

    @Column(name = "server_name")
    private String serverName;

    @Column(name = "snapshot_id")
    private Long snapshotId;

    @Column(name = "snapshot_name")
    private String snapshotName;

    private String undoes;

    @Column(name = "active_server_id")
    private Long activeServerId;

    @Column(name = "error_code")
    private String errorCode;

    @Column(name = "error_detail")
    private String errorDetail;

    private String node;

    @Column(name = "heartbeat_at")
    private Instant heartbeatAt;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "finished_at")
    private Instant finishedAt;

    @Version
    private int version;

    /** Whether this object is the one that the operation was stored with. */
    @Transient
    private boolean fresh;

    protected Operation() {}

    Operation(OperationKind kind, OperationTarget target, Instant createdAt) {
        this.id = UUID.randomUUID().toString();
        this.kind = kind;
        this.status = OperationState.QUEUED;
        this.cancellation = kind.isCancellable() ? Cancellation.OPEN : Cancellation.CLOSED;
        this.accountId = target.accountId();
        this.hostId = target.hostId();
        this.serverId = target.serverId();
        this.serverName = target.serverName();
        this.snapshotId = target.snapshotId();
        this.snapshotName = target.snapshotName();
        this.activeServerId = kind.isExclusive() ? target.serverId() : null;
        this.createdAt = createdAt;
    }

    /** As {@link #claim}, by the node that stores it; at once in its first step. */
    void claimAtOnce(String by, OperationStep first, Instant at) {
        claim(by, at);
        reached(first.name(), first.progress());
        fresh = true;
    }

    /** Whether this object is the one that the operation was stored with, in that step. */
    boolean wasStoredAt(String someStep) {
        return fresh && someStep.equals(step);
    }

    /** Whether the node that has just stored the operation holds it, and is to run it. */
    boolean isClaimedAtOnce() {
        return fresh;
    }

    boolean isHeldBy(String someNode) {
        return status == OperationState.RUNNING && someNode.equals(node);
    }

    /** The snapshot that the operation makes is known now. */
    public void concerns(long snapshot, String name) {
        snapshotId = snapshot;
        snapshotName = name;
    }

    /** @param operationId the operation that this one takes back */
    public void undoes(String operationId) {
        undoes = operationId;
    }

    /** @param by name of the node that works on it from now on */
    void claim(String by, Instant at) {
        status = status.on(Event.CLAIM);
        node = by;
        heartbeatAt = at;
        startedAt = startedAt == null ? at : startedAt;
    }

    /** @param turn when it is to be tried again */
    void postpone(Instant turn) {
        status = status.on(Event.POSTPONE);
        node = null;
        heartbeatAt = turn;
    }

    void reached(String step, int progress) {
        this.step = step;
        this.progress = progress;
    }

    /** Asks that it be cancelled; one that waits for its turn is to be looked at now. */
    void requestCancel(Instant now) {
        cancellation = Cancellation.REQUESTED;
        if (status == OperationState.QUEUED) {
            heartbeatAt = now;
        }
    }

    /** @throws ServiceException with {@code OPERATION_ENDED} if it has been told to stop */
    void requireWanted() {
        if (cancellation == Cancellation.REQUESTED) {
            throw new ServiceException(ErrorCode.OPERATION_ENDED, "The operation was cancelled.");
        }
    }

    /** What comes now is done to its end. */
    void passPointOfNoReturn() {
        cancellation = Cancellation.CLOSED;
    }

    void succeed(Instant at) {
        end(Event.SUCCEED, at);
        progress = 100;
    }

    void fail(String code, String detail, Instant at) {
        end(Event.FAIL, at);
        errorCode = code;
        errorDetail = detail.length() > 1000 ? detail.substring(0, 1000) : detail;
    }

    void cancel(Instant at) {
        end(Event.CANCEL, at);
    }

    private void end(Event event, Instant at) {
        status = status.on(event);
        finishedAt = at;
        activeServerId = null;
        step = null;
        node = null;
        startedAt = startedAt == null ? at : startedAt;
    }

    public String getId() {
        return id;
    }

    public OperationKind getKind() {
        return kind;
    }

    @Override
    public OperationState getStatus() {
        return status;
    }

    @Override
    public EventKind eventKind() {
        return EventKind.OPERATION;
    }

    @Override
    public long ownerId() {
        return accountId;
    }

    @Override
    public JsonObject item() {
        return OperationJson.item(this);
    }

    @Override
    public boolean isShown() {
        return kind.isTold();
    }

    /** Per cent done, 0 to 100. */
    public int getProgress() {
        return progress;
    }

    /** What is being done now, or null when nothing is. */
    public String getStep() {
        return step;
    }

    /** Whether it can be told to stop now. */
    public boolean isCancellable() {
        return !status.isTerminal() && cancellation == Cancellation.OPEN;
    }

    /** Whether it has been told to stop, and has not yet. */
    public boolean isBeingCancelled() {
        return cancellation == Cancellation.REQUESTED && !status.isTerminal();
    }

    Cancellation getCancellation() {
        return cancellation;
    }

    public long getAccountId() {
        return accountId;
    }

    /** The machine that the server runs on, or ran on when the operation began. */
    public long getHostId() {
        return hostId;
    }

    /** Null if it works on a host as a whole. */
    public Long getServerId() {
        return serverId;
    }

    public String getServerName() {
        return serverName;
    }

    public Long getSnapshotId() {
        return snapshotId;
    }

    public String getSnapshotName() {
        return snapshotName;
    }

    /** The operation that this one takes back, or null. */
    public String getUndoes() {
        return undoes;
    }

    public String getErrorCode() {
        return errorCode;
    }

    public String getErrorDetail() {
        return errorDetail;
    }

    public String getNode() {
        return node;
    }

    public Instant getHeartbeatAt() {
        return heartbeatAt;
    }

    public Instant getCreatedAt() {
        return createdAt;
    }

    public Instant getStartedAt() {
        return startedAt;
    }

    public Instant getFinishedAt() {
        return finishedAt;
    }
}
