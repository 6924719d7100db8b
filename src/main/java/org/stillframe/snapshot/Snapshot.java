package org.stillframe.snapshot;

import jakarta.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.stillframe.error.ServiceException;
import org.stillframe.event.EventKind;
import org.stillframe.event.Followed;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.operation.Operation;
import org.stillframe.server.Server;
import org.stillframe.snapshot.SnapshotState.Event;

/** A server's disks as they were at one instant. Only {@link SnapshotLifecycle} changes it. */
@Entity
@Table(name = "snapshot")
public class Snapshot implements Followed {
    @Id
    @SequenceGenerator(name = "snapshot_seq", sequenceName = "snapshot_seq", allocationSize = 1)
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "snapshot_seq")
    private Long id;

    @ManyToOne(optional = false)
    private Server server;

    @ManyToOne(optional = false)
    private Operation operation;

    private String name;
    private String description;

    @Enumerated(EnumType.STRING)
    private SnapshotState status;

    @Column(name = "size_mb")
    private Long sizeMb;

    @Column(name = "exclusive_mb")
    private Long exclusiveMb;

    @Enumerated(EnumType.STRING)
    private Consistency requested;

    @Enumerated(EnumType.STRING)
    private Consistency consistency;

    @Column(name = "failure_code")
    private String failureCode;

    @Column(name = "failure_detail")
    private String failureDetail;

    @Column(name = "verified_at")
    private Instant verifiedAt;

    @Column(name = "created_at")
    private Instant createdAt;

    @Version
    private int version;

    protected Snapshot() {}

    Snapshot(Server server, Operation operation, NewSnapshot wanted, Instant createdAt) {
        this.server = server;
        this.operation = operation;
        this.name = wanted.name();
        this.description = wanted.description();
        this.requested = wanted.consistency();
        this.status = SnapshotState.IN_PROGRESS;
        this.createdAt = createdAt;
    }

    /** Written down before the cut is tried, so that a cut which nobody saw succeed can still be told for what it is. */
    void attempt(Consistency tried) {
        consistency = tried;
    }

    void complete(long size, Instant at) {
        status = status.on(Event.COMPLETE);
        sizeMb = size;
        verifiedAt = at;
    }

    void sized(long size, long exclusive) {
        sizeMb = size;
        exclusiveMb = exclusive;
    }

    void fail(ServiceException cause) {
        status = status.on(Event.FAIL);
        because(cause);
    }

    /** @param cause what became of its data */
    void lose(ServiceException cause) {
        status = status.on(Event.LOSE);
        because(cause);
    }

    void recover(Instant at) {
        status = status.on(Event.RECOVER);
        failureCode = null;
        failureDetail = null;
        verifiedAt = at;
    }

    private void because(ServiceException cause) {
        failureCode = cause.code().code();
        String detail = cause.getMessage();
        failureDetail = detail.length() > 1000 ? detail.substring(0, 1000) : detail;
    }

    void delete() {
        status = status.on(Event.DELETE);
    }

    public long getId() {
        return id;
    }

    public Server getServer() {
        return server;
    }

    public Operation getOperation() {
        return operation;
    }

    public String getName() {
        return name;
    }

    public String getDescription() {
        return description;
    }

    @Override
    public SnapshotState getStatus() {
        return status;
    }

    @Override
    public EventKind eventKind() {
        return EventKind.SNAPSHOT;
    }

    @Override
    public long ownerId() {
        return server.getAccount().getId();
    }

    @Override
    public JsonObject item() {
        return SnapshotJson.full(SnapshotView.of(this));
    }

    Instant getVerifiedAt() {
        return verifiedAt;
    }

    Long getExclusiveMb() {
        return exclusiveMb;
    }

    String getFailureDetail() {
        return failureDetail;
    }

    /** MiB that the frozen chain occupies, or null until completed. */
    public Long getSizeMb() {
        return sizeMb;
    }

    /** The least that its owner accepts, or null for the best that can be had. */
    public Consistency getRequested() {
        return requested;
    }

    /** What was tried last; what was achieved, once completed. */
    public Consistency getConsistency() {
        return consistency;
    }

    /** Why it is failed, or null. */
    public String getFailureCode() {
        return failureCode;
    }

    public Instant getCreatedAt() {
        return createdAt;
    }
}
