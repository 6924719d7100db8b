package org.stillframe.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;

/** One entry of the audit trail. It is never changed and never removed. */
@Entity
@Table(name = "audit_event")
public class AuditEvent {
    private static final int LONGEST_SUBJECT = 1000;
    private static final int LONGEST_DETAIL = 4000;

    @Id
    @SequenceGenerator(name = "audit_event_seq", sequenceName = "audit_event_seq", allocationSize = 1)
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "audit_event_seq")
    private Long id;

    private Instant at;

    @Column(name = "account_id")
    private Long accountId;

    private String actor;
    private String action;

    @Column(name = "host_id")
    private Long hostId;

    @Column(name = "server_id")
    private Long serverId;

    @Column(name = "server_name")
    private String serverName;

    @Column(name = "snapshot_id")
    private Long snapshotId;

    private String subject;
    private String origin;

    @Column(name = "request_id")
    private String requestId;

    private String outcome;
    private String detail;

    protected AuditEvent() {}

    AuditEvent(Instant at, Actor actor, String action, AuditSubject subject, String outcome, String detail) {
        this.at = at;
        this.accountId = actor.accountId();
        this.actor = actor.name();
        this.origin = actor.origin();
        this.requestId = actor.requestId();
        this.action = action;
        this.hostId = subject.hostId();
        this.serverId = subject.serverId();
        this.serverName = subject.serverName();
        this.snapshotId = subject.snapshotId();
        this.subject = cut(subject.name(), LONGEST_SUBJECT);
        this.outcome = outcome;
        this.detail = cut(detail, LONGEST_DETAIL);
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest) : text;
    }

    public long getId() {
        return id;
    }

    public Instant getAt() {
        return at;
    }

    /** Of the account that did it; null if the service did it by itself. */
    public Long getAccountId() {
        return accountId;
    }

    /** Email of that account, or the service's own name. */
    public String getActor() {
        return actor;
    }

    public String getAction() {
        return action;
    }

    public Long getHostId() {
        return hostId;
    }

    public Long getServerId() {
        return serverId;
    }

    public String getServerName() {
        return serverName;
    }

    public Long getSnapshotId() {
        return snapshotId;
    }

    public String getSubject() {
        return subject;
    }

    public String getOutcome() {
        return outcome;
    }

    public String getDetail() {
        return detail;
    }
}
