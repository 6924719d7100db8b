package org.stillframe.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;

/** Who owns servers and snapshots. */
@Entity
@Table(name = "account")
public class Account {
    @Id
    @SequenceGenerator(name = "account_seq", sequenceName = "account_seq", allocationSize = 1)
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "account_seq")
    private Long id;

    private String email;
    private String name;

    @Column(name = "password_hash")
    private String passwordHash;

    private boolean admin;
    private boolean disabled;

    /** Without the latest, which {@code SnapshotTotals} knows. Changed by a statement that adds to it, never by writing back what was read. */
    @Column(insertable = false, updatable = false)
    private long snapshots;

    @Column(name = "created_at")
    private Instant createdAt;

    protected Account() {}

    Account(String email, String name, boolean admin, Instant createdAt) {
        this.email = email;
        this.name = name;
        this.admin = admin;
        this.createdAt = createdAt;
    }

    public long getId() {
        return id;
    }

    public String getEmail() {
        return email;
    }

    public String getName() {
        return name;
    }

    public void rename(String newName) {
        name = newName;
    }

    /** As the container's password hash writes it, or null for an account that cannot log in to the pages. */
    public String getPasswordHash() {
        return passwordHash;
    }

    void setPasswordHash(String hash) {
        passwordHash = hash;
    }

    /** Whether it may log in to the admin pages. */
    public boolean isAdmin() {
        return admin;
    }

    /** Whether none of its tokens is taken and it may not log in. */
    public boolean isDisabled() {
        return disabled;
    }

    public void setDisabled(boolean out) {
        disabled = out;
    }

    public Instant getCreatedAt() {
        return createdAt;
    }
}
