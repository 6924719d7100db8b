package org.stillframe.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The keys that sign tokens, the same for all nodes. The newest signs; every one that was not retired is good. A key that another
 * node has just made is found when the first token comes that it has signed, so that a change of keys is noticed by nobody.
 */
@ApplicationScoped
public class SigningKeys {
    /** So long a key that was retired on another node may still be taken here. */
    private static final Duration TRUSTED = Duration.ofSeconds(2);

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int MOST_KEPT = 100;

    @Inject
    private SigningKeyRows rows;

    @Inject
    private KeyForge forge;

    private final Cache<String, PublicKey> publicKeys = Caffeine.newBuilder()
            .maximumSize(MOST_KEPT)
            .expireAfterWrite(TRUSTED)
            .executor(Runnable::run)
            .build();

    /** For the container. */
    protected SigningKeys() {}

    SigningKeys(SigningKeyRows rows, KeyForge forge) {
        this.rows = rows;
        this.forge = forge;
    }

    /** A key that can sign. */
    public record Signer(String id, PrivateKey key) {}

    /** What the newest key signs with; the first key is made if there is none. */
    public Signer newest() {
        return signer(rows.all().stream().findFirst().orElseGet(() -> rows.add(forge.first())));
    }

    /** What that key signs with, or nothing if it was retired. */
    public Optional<Signer> of(String id) {
        return id == null ? Optional.empty() : rows.find(id).map(this::signer);
    }

    private Signer signer(SigningKey key) {
        return new Signer(key.getId(), forge.privateKey(key));
    }

    /**
     * What that key's signatures are checked with, or nothing if there is none or it was retired.
     *
     * @param id as a stranger has sent it, or null
     */
    public Optional<PublicKey> publicKey(String id) {
        if (id == null || !ID.matcher(id).matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(publicKeys.get(id, wanted -> rows.find(wanted).map(KeyForge::publicKey).orElse(null)));
    }

    /** What everybody may know: the public halves of all keys, as a JSON Web Key Set. */
    public String publicKeySet() {
        return KeyForge.publicKeySet(rows.all());
    }

    /** That key is good no more on this node; on the others within two seconds. */
    public void forget(String id) {
        publicKeys.invalidate(id);
    }
}
