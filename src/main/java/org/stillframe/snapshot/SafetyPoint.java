package org.stillframe.snapshot;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The state that a restore replaced, and what must be known to end that restore right. */
@Entity
@Table(name = "safety_point")
public class SafetyPoint {
    @Id
    @Column(name = "operation_id")
    private String operationId;

    @Column(name = "server_id")
    private Long serverId;

    @Column(name = "was_running")
    private boolean wasRunning;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "expires_at")
    private Instant expiresAt;

    protected SafetyPoint() {}

    SafetyPoint(String operationId, long serverId, boolean wasRunning, Instant createdAt) {
        this.operationId = operationId;
        this.serverId = serverId;
        this.wasRunning = wasRunning;
        this.createdAt = createdAt;
    }

    void keepUntil(Instant expiry) {
        expiresAt = expiry;
    }

    /** The restore that replaced it. */
    public String getOperationId() {
        return operationId;
    }

    public long getServerId() {
        return serverId;
    }

    /** Whether that restore can be undone at a moment: it has replaced the state, and the state is still kept. */
    boolean isKept(Instant at) {
        return expiresAt != null && at.isBefore(expiresAt);
    }

    /** Whether the server ran when the restore began, and is to run again. */
    public boolean wasRunning() {
        return wasRunning;
    }
}
