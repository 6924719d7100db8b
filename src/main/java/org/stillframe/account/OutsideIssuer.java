package org.stillframe.account;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;

/**
 * Checks tokens of somebody else, for instance an OpenID Connect provider, if the operator has named one. Its keys are fetched when
 * they are needed, and again when a token names one that is not known.
 */
@ApplicationScoped
public class OutsideIssuer {
    private static final Set<String> ALGORITHMS = Set.of("RS256", "ES256", "PS256");
    private static final long KEPT_WITHOUT_ANSWER_SECONDS = 3600;

    @Inject
    private Clock clock;

    @Inject
    @ConfigProperty(name = "mp.jwt.verify.publickey.location")
    private Optional<String> location;

    @Inject
    @ConfigProperty(name = "mp.jwt.verify.publickey.algorithm", defaultValue = "RS256")
    private String algorithm;

    @Inject
    @ConfigProperty(name = "stillframe.outside.issuer")
    private Optional<String> issuer;

    @Inject
    @ConfigProperty(name = "stillframe.outside.audience", defaultValue = "stillframe")
    private String audience;

    @Inject
    @ConfigProperty(name = "stillframe.outside.account.claim", defaultValue = "email")
    private String accountClaim;

    @Inject
    @ConfigProperty(name = "stillframe.outside.scope.claim", defaultValue = "scope")
    private String scopeClaim;

    private HttpsJwksVerificationKeyResolver keys;

    /**
     * Whom a token speaks for.
     *
     * @param email of the account
     * @param subject who it is for the issuer, for ever
     */
    public record Identity(String issuer, String subject, String email, Set<Scope> scopes) {}

    @PostConstruct
    void configure() {
        if (location.isEmpty()) {
            return;
        }
        if (issuer.isEmpty() || !ALGORITHMS.contains(algorithm) || !isPrivate(URI.create(location.get()))) {
            throw new IllegalStateException("mp.jwt.verify.publickey.location must be an https address (http on this machine alone) and needs"
                    + " stillframe.outside.issuer; mp.jwt.verify.publickey.algorithm must be one of " + ALGORITHMS);
        }
        HttpsJwks fetched = new HttpsJwks(location.get());
        fetched.setRetainCacheOnErrorDuration(KEPT_WITHOUT_ANSWER_SECONDS);
        keys = new HttpsJwksVerificationKeyResolver(fetched);
    }

    /** Whoever can change the keys on their way can make any token. */
    private static boolean isPrivate(URI address) {
        return "https".equals(address.getScheme())
                || "http".equals(address.getScheme()) && Set.of("localhost", "127.0.0.1", "[::1]").contains(Objects.toString(address.getHost()));
    }

    /** Whom that token speaks for, unless it is none of that issuer's for us, or has expired. */
    Optional<Identity> identityOf(String token) {
        if (keys == null || !SignedTokens.isCompact(token)) {
            return Optional.empty();
        }
        try {
            JwtClaims claims = new JwtConsumerBuilder()
                    .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, algorithm)
                    .setVerificationKeyResolver(keys)
                    .setExpectedIssuer(issuer.orElseThrow())
                    .setExpectedAudience(audience)
                    .setRequireExpirationTime()
                    .setRequireSubject()
                    .setEvaluationTime(NumericDate.fromSeconds(clock.instant().getEpochSecond()))
                    .build()
                    .processToClaims(token);
            return identity(claims);
        } catch (InvalidJwtException | MalformedClaimException e) {
            return Optional.empty();
        }
    }

    private Optional<Identity> identity(JwtClaims claims) throws MalformedClaimException {
        // Whoever may write any address into a profile there must not become somebody else here.
        boolean unverified = claims.hasClaim("email_verified") && !Boolean.TRUE.equals(claims.getClaimValue("email_verified"));
        if (unverified || !(claims.getClaimValue(accountClaim) instanceof String email)) {
            return Optional.empty();
        }
        return Optional.of(new Identity(claims.getIssuer(), claims.getSubject(), email, scopes(claims.getClaimValue(scopeClaim))));
    }

    /** As OAuth writes them, with spaces between them, or as a list. */
    private static Set<Scope> scopes(Object claim) {
        List<String> told = claim instanceof Collection<?> list
                ? list.stream().map(String::valueOf).toList()
                : Stream.of(Objects.toString(claim, "").split(" ")).toList();
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream(Scope.values()).filter(scope -> told.contains(scope.claim())).forEach(scopes::add);
        return scopes;
    }
}
