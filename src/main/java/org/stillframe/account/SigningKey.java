package org.stillframe.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A key pair that signs tokens. Its public half is anybody's; its private half is {@link KeySeal sealed}. */
@Entity
@Table(name = "signing_key")
public class SigningKey {
    @Id
    private String id;

    @Column(name = "public_key")
    private String publicKey;

    @Column(name = "sealed_private_key")
    private String sealedPrivateKey;

    @Column(name = "created_at")
    private Instant createdAt;

    protected SigningKey() {}

    SigningKey(String id, String publicKey, String sealedPrivateKey, Instant createdAt) {
        this.id = id;
        this.publicKey = publicKey;
        this.sealedPrivateKey = sealedPrivateKey;
        this.createdAt = createdAt;
    }

    /** The {@code kid} of the tokens that it signs: the thumbprint of the public half (RFC 7638). */
    public String getId() {
        return id;
    }

    /** In X.509's form, Base64. */
    String getPublicKey() {
        return publicKey;
    }

    String getSealedPrivateKey() {
        return sealedPrivateKey;
    }

    public Instant getCreatedAt() {
        return createdAt;
    }
}
