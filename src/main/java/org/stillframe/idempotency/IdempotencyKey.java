package org.stillframe.idempotency;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A request that came with a key: who serves it, what it has brought about and how it was answered. */
@Entity
@Table(name = "idempotency_key")
public class IdempotencyKey {
    @Id
    private String id;

    @Column(name = "account_id")
    private long accountId;

    private String path;

    @Column(name = "request_key")
    private String requestKey;

    private String fingerprint;
    private String claim;

    @Column(name = "claimed_at")
    private Instant claimedAt;

    private String outcome;
    private Integer status;

    @Column(name = "content_type")
    private String contentType;

    private String location;

    @Column(name = "operation_location")
    private String operationLocation;

    private String body;

    @Column(name = "created_at")
    private Instant createdAt;

    protected IdempotencyKey() {}

    IdempotencyKey(KeyedRequest request, String claim, Instant at) {
        this.id = UUID.randomUUID().toString();
        this.accountId = request.accountId();
        this.path = request.path();
        this.requestKey = request.key();
        this.fingerprint = request.fingerprint();
        this.claim = claim;
        this.claimedAt = at;
        this.createdAt = at;
    }

    /** @param by of the request that serves it from now on */
    void claim(String by, Instant at) {
        claim = by;
        claimedAt = at;
    }

    void answered(KeptAnswer answer) {
        status = answer.status();
        contentType = answer.contentType();
        location = answer.location();
        operationLocation = answer.operationLocation();
        body = answer.body();
    }

    String getId() {
        return id;
    }

    String getFingerprint() {
        return fingerprint;
    }

    String getClaim() {
        return claim;
    }

    Instant getClaimedAt() {
        return claimedAt;
    }

    /** Id of the operation that was begun, or of the server that was adopted; null if there is none yet. */
    String getOutcome() {
        return outcome;
    }

    Instant getCreatedAt() {
        return createdAt;
    }

    boolean isAnswered() {
        return status != null;
    }

    KeptAnswer answer() {
        return new KeptAnswer(status, contentType, location, operationLocation, body);
    }
}
