package org.stillframe.snapshot;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** When the sizes of a server's snapshots were last computed. */
@Entity
@Table(name = "server_sizing")
public class ServerSizing {
    @Id
    @Column(name = "server_id")
    private Long serverId;

    @Column(name = "begun_at")
    private Instant begunAt;

    @Column(name = "retry_at")
    private Instant retryAt;

    protected ServerSizing() {}

    ServerSizing(long serverId, Instant begunAt, Instant retryAt) {
        this.serverId = serverId;
        begin(begunAt, retryAt);
    }

    /** @param retry when to try again unless it has ended by then */
    final void begin(Instant at, Instant retry) {
        begunAt = at;
        retryAt = retry;
    }

    void repeatAt(Instant retry) {
        retryAt = retry;
    }

    void end() {
        retryAt = null;
    }
}
