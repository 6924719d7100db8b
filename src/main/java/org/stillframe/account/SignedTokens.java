package org.stillframe.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

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

    @Inject
    private SigningKeys keys;

    @Inject
    private Clock clock;

    @Inject
    @ConfigProperty(name = "mp.jwt.verify.issuer", defaultValue = "stillframe")
    private String issuer;

    private final Cache<String, Claims> right =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).executor(Runnable::run).build();

    protected SignedTokens() {}

    SignedTokens(SigningKeys keys, Clock clock, String issuer) {
        this.keys = keys;
        this.clock = clock;
        this.issuer = issuer;
    }

    private record Claims(String id, long expiresAtSecond) {}

    /** The id of that token, unless it is not ours or has expired. */
    public Optional<String> idOf(String token) {
        if (token.length() > MAXIMUM_LENGTH) {
            return Optional.empty();
        }
        Claims known = right.getIfPresent(token);
        if (known == null || clock.instant().getEpochSecond() >= known.expiresAtSecond()) {
            return check(token);
        }
        return Optional.of(known.id());
    }

    private Optional<String> check(String token) {
        try {
            JwtClaims claims = consumer().processToClaims(token);
            right.put(token, new Claims(claims.getJwtId(), claims.getExpirationTime().getValue()));
            return Optional.of(claims.getJwtId());
        } catch (InvalidJwtException | MalformedClaimException e) {
            return Optional.empty();
        }
    }

    private JwtConsumer consumer() {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
                .setVerificationKey(keys.current().getPublic())
                .setExpectedIssuer(issuer)
                .setSkipDefaultAudienceValidation()
                .setRequireExpirationTime()
                .setRequireJwtId()
                .setRequireSubject()
                .setEvaluationTime(NumericDate.fromSeconds(clock.instant().getEpochSecond()))
                .build();
    }
}
