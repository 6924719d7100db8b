package org.stillframe.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Set;

/** What is kept of a bearer token: never the token itself, only its identifier and what it allows. */
@Entity
@Table(name = "api_token")
public class ApiToken {
    @Id
    @SequenceGenerator(name = "api_token_seq", sequenceName = "api_token_seq", allocationSize = 1)
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "api_token_seq")
    private Long id;

    private String jti;

    @ManyToOne(optional = false)
    private Account account;

    private String name;
    private String scopes;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "expires_at")
    private Instant expiresAt;

    @Column(name = "revoked_at")
    private Instant revokedAt;

    @Column(name = "key_id")
    private String keyId;

    @Column(name = "last_used_at")
    private Instant lastUsedAt;

    protected ApiToken() {}

    /** @param jti the token's {@code jti} claim */
    public ApiToken(String jti, Account account, String name, Set<Scope> scopes, Instant createdAt, Instant expiresAt) {
        this.jti = jti;
        this.account = account;
        this.name = name;
        this.scopes = Scope.join(scopes);
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
    }

    public long getId() {
        return id;
    }

    public String getJti() {
        return jti;
    }

    public Account getAccount() {
        return account;
    }

    public String getName() {
        return name;
    }

    public Set<Scope> getScopes() {
        return Scope.split(scopes);
    }

    public Instant getCreatedAt() {
        return createdAt;
    }

    public Instant getExpiresAt() {
        return expiresAt;
    }

    /** When it was revoked, or null while it may be used. */
    public Instant getRevokedAt() {
        return revokedAt;
    }

    public void revoke(Instant at) {
        revokedAt = at;
    }

    /** The key that has signed it; null for a token of an earlier release. */
    String getKeyId() {
        return keyId;
    }

    void signedBy(String key) {
        keyId = key;
    }

    /** When it was last used, to within a minute or two ({@link TokenUse}); null if it never was. */
    public Instant getLastUsedAt() {
        return lastUsedAt;
    }
}
