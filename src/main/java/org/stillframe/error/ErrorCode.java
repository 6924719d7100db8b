package org.stillframe.error;

import java.util.Locale;

/** Every way in which a request can be refused or fail, with the HTTP status and the title that its answer carries. */
public enum ErrorCode {
    AUTHENTICATION_FAILED(401, "Authentication failed"),
    PERMISSION_DENIED(403, "Permission denied"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NOT_ACCEPTABLE(406, "Not acceptable"),
    INVALID(400, "Invalid request"),
    MALFORMED_JSON(400, "Malformed JSON"),
    PAYLOAD_TOO_LARGE(413, "Request body too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    SNAPSHOT_LIMIT_REACHED(400, "Snapshot limit reached"),
    /** The server, or the snapshot, is not in a state from which a restore can start. */
    SERVER_STATE_INVALID(400, "Server state invalid"),
    /** The Idempotency-Key came with another body before. */
    IDEMPOTENCY_CONFLICT(422, "Idempotency key conflict"),
    /** Another request with the same Idempotency-Key is still being served. */
    IDEMPOTENCY_IN_PROGRESS(409, "Idempotency key in use"),
    /** Another operation works on the server; the answer names it. */
    SERVER_BUSY(409, "Server busy"),
    /** The operation is no restore, or nothing of what it replaced is kept. */
    OPERATION_NOT_UNDOABLE(409, "Operation cannot be undone"),
    /** There is nothing left to cancel. */
    OPERATION_ENDED(409, "Operation has ended"),
    /** The operation is of a kind that is done to its end, or past the point of no return. */
    OPERATION_NOT_CANCELLABLE(409, "Operation cannot be cancelled"),
    /** The server is to be released, and its snapshots were not said to go with it. */
    SERVER_HAS_SNAPSHOTS(409, "Server has snapshots"),
    /** The signing key is to be retired, and is still needed. */
    SIGNING_KEY_IN_USE(409, "Signing key in use"),
    /** The host is to be removed or moved, and servers are on it. */
    HOST_HAS_SERVERS(409, "Host has servers"),
    /** The domain already belongs to a server. */
    ALREADY_ADOPTED(409, "Already adopted"),
    /** A disk or the domain as a whole cannot be layered; the detail names it. */
    NOT_SNAPSHOTTABLE(409, "Server cannot be snapshotted"),
    /** The guest agent did not freeze the file systems, and the request would take no less. */
    CONSISTENCY_NOT_ACHIEVED(409, "Consistency not achieved"),
    /** The disks on the host are not as they were left; somebody changed them behind the service's back. */
    DRIFT_DETECTED(409, "Disks changed outside the service"),
    /** What a snapshot holds is gone from its host. */
    ARTEFACT_MISSING(409, "Snapshot data missing"),
    /** What a snapshot holds was written to behind the service's back. */
    ARTEFACT_OVERWRITTEN(409, "Snapshot data overwritten"),
    /** What was changed behind the service's back cannot be mended in this way, or no longer needs to be. */
    REPAIR_NOT_OFFERED(409, "Repair not offered"),
    /** After the repair the host still says the same. */
    DRIFT_PERSISTS(409, "Drift persists"),
    /** The token has sent more than its limit; the answer says when to go on. */
    RATE_LIMITED(429, "Too many requests"),
    /** The token, or the service, has as many event streams open as it may. */
    TOO_MANY_STREAMS(429, "Too many event streams"),
    WEBHOOK_LIMIT_REACHED(409, "Webhook limit reached"),
    /** Nothing is sent to a webhook that is disabled. */
    WEBHOOK_DISABLED(409, "Webhook disabled"),
    INSUFFICIENT_STORAGE(503, "Insufficient storage"),
    HYPERVISOR_UNAVAILABLE(503, "Hypervisor unavailable"),
    DATABASE_UNAVAILABLE(503, "Database unavailable"),
    /** The hypervisor answered, and refused or failed. */
    HYPERVISOR_FAILED(502, "Hypervisor failed"),
    INTERNAL(500, "Internal error");

    private final int status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The stable name that clients see, for instance {@code server_busy}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
