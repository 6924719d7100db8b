package org.stillframe.drift;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.stillframe.audit.AuditSubject;
import org.stillframe.server.Host;
import org.stillframe.server.Server;

/**
 * A finding that is written down, and what became of it. While it is open its key is set; the column is unique, so that the same
 * difference is never open twice. Names are kept as plain values: it outlives the server that it is about.
 */
@Entity
@Table(name = "drift")
public class Drift {
    @Id
    @SequenceGenerator(name = "drift_seq", sequenceName = "drift_seq", allocationSize = 1)
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "drift_seq")
    private Long id;

    @Column(name = "open_key")
    private String openKey;

    @Column(name = "host_id")
    private Long hostId;

    @Column(name = "host_name")
    private String hostName;

    @Column(name = "server_id")
    private Long serverId;

    @Column(name = "server_name")
    private String serverName;

    @Column(name = "snapshot_id")
    private Long snapshotId;

    @Column(name = "snapshot_name")
    private String snapshotName;

    @Enumerated(EnumType.STRING)
    private DriftKind kind;

    private String subject;
    private String detail;

    @Column(name = "first_seen_at")
    private Instant firstSeenAt;

    @Column(name = "last_seen_at")
    private Instant lastSeenAt;

    @Column(name = "resolved_at")
    private Instant resolvedAt;

    @Enumerated(EnumType.STRING)
    private DriftResolution resolution;

    @Enumerated(EnumType.STRING)
    private DriftRepair repair;

    @Column(name = "operation_id")
    private String operationId;

    @Version
    private int version;

    protected Drift() {}

    /** @param server null if it is about the host as a whole */
    Drift(Host host, Server server, Finding finding, String snapshotName, Instant at) {
        this.openKey = host.getId() + ":" + finding.key();
        this.hostId = host.getId();
        this.hostName = host.getName();
        this.serverId = finding.serverId();
        this.serverName = server == null ? null : server.getName();
        this.snapshotId = finding.snapshotId();
        this.snapshotName = snapshotName;
        this.kind = finding.kind();
        this.subject = finding.subject();
        this.detail = finding.detail();
        this.firstSeenAt = at;
        this.lastSeenAt = at;
    }

    void seenAgain(String nowDetail, Instant at) {
        detail = nowDetail;
        lastSeenAt = at;
    }

    /** Somebody has chosen what to do about it. */
    void mend(DriftRepair chosen, String operation) {
        repair = chosen;
        operationId = operation;
    }

    void resolve(DriftResolution how, Instant at) {
        openKey = null;
        resolution = how;
        resolvedAt = at;
    }

    boolean isOpen() {
        return resolvedAt == null;
    }

    Finding finding() {
        return new Finding(serverId, snapshotId, kind, subject, detail);
    }

    AuditSubject auditSubject() {
        return new AuditSubject(hostId, serverId, serverName, snapshotId, kind.code() + " " + subject);
    }

    public long getId() {
        return id;
    }

    public long getHostId() {
        return hostId;
    }

    public String getHostName() {
        return hostName;
    }

    /** Null if it is about the host as a whole. */
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

    public DriftKind getKind() {
        return kind;
    }

    /** What tells it from others of its kind on the same server: a disk's target, a path, an id. */
    public String getSubject() {
        return subject;
    }

    /** A sentence for the operator; it may name paths of the host. */
    public String getDetail() {
        return detail;
    }

    public Instant getFirstSeenAt() {
        return firstSeenAt;
    }

    public Instant getLastSeenAt() {
        return lastSeenAt;
    }

    /** What was last chosen to do about it, or null. */
    DriftRepair getRepair() {
        return repair;
    }
}
