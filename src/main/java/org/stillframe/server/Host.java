package org.stillframe.server;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;

/** A machine that runs domains, reached by its connection URI. */
@Entity
@Table(name = "host")
public class Host {
    @Id
    @SequenceGenerator(name = "host_seq", sequenceName = "host_seq", allocationSize = 1)
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "host_seq")
    private Long id;

    private String name;
    private String uri;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "reconciled_at")
    private Instant reconciledAt;

    protected Host() {}

    public Host(String name, String uri, Instant createdAt) {
        this.name = name;
        this.uri = uri;
        this.createdAt = createdAt;
    }

    public long getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public void rename(String newName) {
        name = newName;
    }

    public String getUri() {
        return uri;
    }

    public Instant getCreatedAt() {
        return createdAt;
    }

    /** Whether it was last begun to be compared with what is known of it after the one moment, and by the other. */
    boolean wasReconciledBetween(Instant after, Instant by) {
        return reconciledAt != null && reconciledAt.isAfter(after) && !reconciledAt.isAfter(by);
    }

    /** The host moved, for instance its daemon listens elsewhere now. */
    public void moveTo(String newUri) {
        uri = newUri;
    }
}
