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
    private Clock clock;

    @Inject
    @ConfigProperty(name = "mp.jwt.verify.issuer", defaultValue = "stillframe")
    private String issuer;

    /** Makes a token. It is answered once and cannot be read back. */
    public String issue(Account account, String name, Set<Scope> scopes, Duration lifetime) {
        Instant now = clock.instant();
        ApiToken token =
                new ApiToken(UUID.randomUUID().toString(), account, name, scopes, now, now.plus(lifetime));
        entityManager.persist(token);
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setJwtId(token.getJti());
        claims.setSubject(Long.toString(account.getId()));
        claims.setClaim("upn", account.getEmail());
        claims.setStringListClaim("groups", scopes.stream().sorted().map(Scope::claim).toList());
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(token.getExpiresAt().getEpochSecond()));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setHeader("typ", "JWT");
        signature.setPayload(claims.toJson());
        signature.setKey(keys.current().getPrivate());
        try {
            return signature.getCompactSerialization();
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
        return verified(token)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.AUTHENTICATION_FAILED,
                        "The bearer token is not valid. Check that it is whole and has not expired."));
    }

    /** As {@link #verify}, but answers with nothing if the token is not valid. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<Caller> verified(String token) {
        return signed.idOf(token)
                .flatMap(this::find)
                .filter(known -> known.getRevokedAt() == null && !known.getAccount().isDisabled())
                .map(known -> new Caller(
                        known.getAccount().getId(),
                        known.getAccount().getEmail(),
                        known.getId(),
                        known.getName(),
                        known.getScopes()));
    }

    private Optional<ApiToken> find(String jti) {
        return entityManager
                .createQuery("select t from ApiToken t join fetch t.account where t.jti = :jti", ApiToken.class)
                .setParameter("jti", jti)
                .getResultStream()
                .findFirst();
    }
}
