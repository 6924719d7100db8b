package org.stillframe.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;

/**
 * Tells tokens that this service has signed from others. A signature that was found right is not checked again while its token is
 * in use: that would be a tenth of the time that a request takes. Whether the token has expired or was revoked is.
 */
@ApplicationScoped
public class SignedTokens {
    /** Longer than any token that is issued here; what is longer is not worth the parsing. */
    private static final int MAXIMUM_LENGTH = 8192;

    /** At most 8 MiB of them; those of most clients are a tenth as long. */
    private static final int MOST_REMEMBERED = 1000;

    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    @Inject
    private SigningKeys keys;

    @Inject
    private Clock clock;

    @Inject
    @ConfigProperty(name = "mp.jwt.verify.issuer", defaultValue = "stillframe")
    private String issuer;

    @Inject
    @ConfigProperty(name = "mp.jwt.verify.audiences", defaultValue = "stillframe")
    private List<String> audiences;

    private final Cache<String, Claims> right =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).executor(Runnable::run).build();

    protected SignedTokens() {}

    SignedTokens(SigningKeys keys, Clock clock, String issuer, List<String> audiences) {
        this.keys = keys;
        this.clock = clock;
        this.issuer = issuer;
        this.audiences = List.copyOf(audiences);
    }

    private record Claims(String id, String keyId, long expiresAtSecond) {}

    /** The id of that token, unless it is not ours or has expired. */
    public Optional<String> idOf(String token) {
        Claims known = right.getIfPresent(token);
        if (known == null || clock.instant().getEpochSecond() >= known.expiresAtSecond()) {
            return check(token);
        }
        // Its key may have been retired.
        return keys.publicKey(known.keyId()).map(key -> known.id());
    }

    private Optional<String> check(String token) {
        return keyId(token).flatMap(id -> keys.publicKey(id).flatMap(key -> check(token, id, key)));
    }

    /** Which key it claims to be signed with. The key is found before the library looks: a database that is away is no bad token. */
    private static Optional<String> keyId(String token) {
        if (!isCompact(token)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JsonWebStructure.fromCompactSerialization(token).getKeyIdHeaderValue());
        } catch (JoseException | ClassCastException e) {
            // The library takes the header's members for texts.
            return Optional.empty();
        }
    }

    /**
     * Whether it is three parts in Base64 as it has to be written. The library's decoder passes over what is no Base64, so that
     * a token could be written in many ways.
     */
    static boolean isCompact(String token) {
        return token.length() <= MAXIMUM_LENGTH
                && COMPACT.matcher(token).matches()
                && Arrays.stream(token.split("\\.")).allMatch(SignedTokens::isCanonical);
    }

    private static boolean isCanonical(String part) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Base64.getUrlDecoder().decode(part)).equals(part);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Optional<String> check(String token, String keyId, PublicKey key) {
        try {
            JwtClaims claims = consumer(key).processToClaims(token);
            right.put(token, new Claims(claims.getJwtId(), keyId, claims.getExpirationTime().getValue()));
            return Optional.of(claims.getJwtId());
        } catch (InvalidJwtException | MalformedClaimException e) {
            return Optional.empty();
        }
    }

    private JwtConsumer consumer(PublicKey key) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
                .setVerificationKey(key)
                .setExpectedIssuer(issuer)
                .setExpectedAudience(audiences.toArray(String[]::new))
                .setRequireExpirationTime()
                .setRequireJwtId()
                .setRequireSubject()
                .setEvaluationTime(NumericDate.fromSeconds(clock.instant().getEpochSecond()))
                .build();
    }
}
