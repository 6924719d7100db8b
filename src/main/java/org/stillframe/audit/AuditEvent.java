package org.stillframe.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import org.stillframe.account.KeySeal;

/**
 * One entry of the audit trail. It is sealed a moment after it was written, and never changed otherwise; it is removed only when it
 * is older than the operator wants to keep it.
 */
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

    @Column(name = "chain_position")
    private Long position;

    private String seal;

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

    /**
     * Gives it a place in the chain.
     *
     * @param before the seal of the event before it, or nothing
     * @return its seal
     */
    String seal(KeySeal with, long place, String before) {
        position = place;
        seal = with.authenticate(text(before));
        return seal;
    }

    /** Whether it is as it was when it was sealed after that one. */
    boolean isSealedAfter(KeySeal with, String before) {
        return with.authenticate(text(before)).equals(seal);
    }

    /** All that is sealed. Each value comes with its length, so that no two events read the same. */
    private String text(String before) {
        StringBuilder text = new StringBuilder("audit event");
        for (Object value : new Object[] {
            before, position, id, at, accountId, actor, action, hostId, serverId, serverName, snapshotId, subject, origin, requestId,
            outcome, detail
        }) {
            String written = String.valueOf(value);
            text.append(' ').append(value == null ? -1 : written.length()).append(':').append(value == null ? "" : written);
        }
        return text.toString();
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

    /** The client's network address, or null if the service did it by itself. */
    public String getOrigin() {
        return origin;
    }

    /** Of the request that asked for it, or null. */
    public String getRequestId() {
        return requestId;
    }

    /** Its place in the chain, from 1; null until it is sealed. */
    public Long getPosition() {
        return position;
    }

    /** What it was sealed with; null until then. */
    public String getSeal() {
        return seal;
    }

    public String getOutcome() {
        return outcome;
    }

    public String getDetail() {
        return detail;
    }
}
