package org.stillframe.account;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/** Issues bearer tokens and tells whose a token is. They are RS256 JWTs with the claims that MicroProfile JWT requires. */
@Stateless
public class TokenService {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private SigningKeys keys;

    @Inject
    private SignedTokens signed;

    @Inject
    private OutsideIssuer outside;

    @Inject
    private OutsideIdentities identities;

    @Inject
    private LiveTokens lately;

    @Inject
    private Clock clock;

    @Inject
    @ConfigProperty(name = "mp.jwt.verify.issuer", defaultValue = "stillframe")
    private String issuer;

    @Inject
    @ConfigProperty(name = "mp.jwt.verify.audiences", defaultValue = "stillframe")
    private List<String> audiences;

    @Inject
    private TokenUse use;

    /**
     * A token that was made.
     *
     * @param text what its holder sends; nothing but this service's key can make it from the rest
     */
    public record Issued(ApiToken token, String text) {}

    /** Makes a token. Its times are whole seconds, as those that are signed are. */
    public Issued issue(Account account, String name, Set<Scope> scopes, Duration lifetime) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ApiToken token =
                new ApiToken(UUID.randomUUID().toString(), account, name, scopes, now, now.plus(lifetime));
        entityManager.persist(token);
        return sign(token);
    }

    /**
     * Signs the token, with the same outcome each time: RS256 has no random part (docs/adr/0009), and the key is the same for as
     * long as it is not retired.
     */
    public Issued sign(ApiToken token) {
        SigningKeys.Signer signer = keys.of(token.getKeyId()).orElseGet(keys::newest);
        token.signedBy(signer.id());
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setAudience(audiences.get(0));
        claims.setJwtId(token.getJti());
        claims.setSubject(Long.toString(token.getAccount().getId()));
        claims.setClaim("upn", token.getAccount().getEmail());
        claims.setStringListClaim("groups", token.getScopes().stream().sorted().map(Scope::claim).toList());
        claims.setIssuedAt(NumericDate.fromSeconds(token.getCreatedAt().getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(token.getExpiresAt().getEpochSecond()));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setHeader("typ", "JWT");
        signature.setKeyIdHeaderValue(signer.id());
        signature.setPayload(claims.toJson());
        signature.setKey(signer.key());
        try {
            return new Issued(token, signature.getCompactSerialization());
        } catch (JoseException e) {
            throw new IllegalStateException("The token could not be signed", e);
        }
    }

    /**
     * Tells whose token it is and what it allows.
     *
     * @throws ServiceException with {@code AUTHENTICATION_FAILED} if the token is not ours, or no longer or not yet valid
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Caller verify(String token) {
        Caller caller = signed.idOf(token)
                .flatMap(id -> lately.find(id, () -> live(id).map(known -> caller(known, known.getScopes()))))
                .or(() -> outside.identityOf(token).flatMap(this::caller))
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.AUTHENTICATION_FAILED,
                        "The bearer token is not valid. Check that it is whole and has not expired."));
        use.note(caller.tokenId());
        return caller;
    }

    private Optional<Caller> caller(OutsideIssuer.Identity identity) {
        return identities.find(identity)
                .or(() -> identities.register(identity))
                .filter(TokenService::isLive)
                .map(known -> caller(known, OutsideIdentities.scopes(identity, known.getAccount())));
    }

    private static Caller caller(ApiToken known, Set<Scope> scopes) {
        return new Caller(known.getAccount().getId(), known.getAccount().getEmail(), known.getId(), known.getName(), scopes);
    }

    private static boolean isLive(ApiToken known) {
        return known.getRevokedAt() == null && !known.getAccount().isDisabled();
    }

    /** Whether {@link #verify} would take it. That does not count as a use. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public boolean isValid(String token) {
        return signed.idOf(token).flatMap(this::live).isPresent();
    }

    private Optional<ApiToken> live(String id) {
        return find(id).filter(TokenService::isLive);
    }

    private Optional<ApiToken> find(String jti) {
        return entityManager
                .createQuery("select t from ApiToken t join fetch t.account where t.jti = :jti", ApiToken.class)
                .setParameter("jti", jti)
                .getResultStream()
                .findFirst();
    }
}
