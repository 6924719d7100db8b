package org.stillframe.webhook;

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
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** One event that is to be sent to one webhook, and what came of it. */
@Entity
@Table(name = "webhook_delivery")
public class Delivery {
    private static final int LONGEST_ERROR = 200;

    @Id
    @SequenceGenerator(name = "webhook_delivery_seq", sequenceName = "webhook_delivery_seq", allocationSize = 1)
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "webhook_delivery_seq")
    private Long id;

    /** Its {@code webhook-id}, the same each time that it is sent. */
    private String message;

    @ManyToOne(optional = false)
    private Webhook webhook;

    private long place;
    private String type;
    private String body;

    @Enumerated(EnumType.STRING)
    private DeliveryStatus status;

    private int attempts;

    @Column(name = "due_at")
    private Instant dueAt;

    @Column(name = "tried_until")
    private Instant triedUntil;

    private Integer answer;
    private String error;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "ended_at")
    private Instant endedAt;

    @Version
    private int version;

    protected Delivery() {}

    /** @param place of the event */
    Delivery(Webhook webhook, long place, String type, String body, Instant now, Duration retry) {
        this.message = "msg_" + UUID.randomUUID();
        this.webhook = webhook;
        this.place = place;
        this.type = type;
        this.body = body;
        this.createdAt = now;
        sendAgain(now, retry);
    }

    /** It is sent as if it had not been before, but under the same id. */
    void sendAgain(Instant now, Duration retry) {
        status = DeliveryStatus.PENDING;
        attempts = 0;
        dueAt = now;
        triedUntil = now.plus(retry);
        endedAt = null;
    }

    /** Somebody sends it now. @param lease after how long another may, if nothing is heard of it */
    void attempt(Instant now, Duration lease) {
        attempts++;
        dueAt = now.plus(lease);
    }

    void delivered(int code, Instant now) {
        status = DeliveryStatus.DELIVERED;
        answer = code;
        error = null;
        endedAt = now;
    }

    /** @param code what was answered, or null if nothing was */
    void failed(Integer code, String reason, Instant now, Duration pause) {
        answer = code;
        error = reason.length() > LONGEST_ERROR ? reason.substring(0, LONGEST_ERROR) : reason;
        dueAt = now.plus(pause);
        if (dueAt.isAfter(triedUntil)) {
            end(now);
        }
    }

    /** It is tried no more. */
    void end(Instant now) {
        status = DeliveryStatus.FAILED;
        endedAt = now;
    }

    /** Whether it is the same try that was begun then. */
    boolean isAtAttempt(int number) {
        return status == DeliveryStatus.PENDING && attempts == number;
    }

    public long getId() {
        return id;
    }

    public String getMessage() {
        return message;
    }

    public Webhook getWebhook() {
        return webhook;
    }

    public long getPlace() {
        return place;
    }

    public String getType() {
        return type;
    }

    public String getBody() {
        return body;
    }

    public DeliveryStatus getStatus() {
        return status;
    }

    public int getAttempts() {
        return attempts;
    }

    public Instant getDueAt() {
        return dueAt;
    }

    public Integer getAnswer() {
        return answer;
    }

    public String getError() {
        return error;
    }

    public Instant getCreatedAt() {
        return createdAt;
    }

    public Instant getEndedAt() {
        return endedAt;
    }
}
