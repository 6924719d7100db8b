package org.stillframe.account;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whom the tokens of an outside issuer speak for here. Each of its subjects has one row among the tokens, by which its requests are
 * counted, and which can be revoked: then that subject is out whatever the issuer says.
 */
@Stateless
public class OutsideIdentities {
    private static final Duration LIFETIME = Duration.ofDays(3650);
    private static final int LONGEST_NAME = 100;
    private static final int ID_LENGTH = 34;

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private AccountService accounts;

    @Inject
    private Clock clock;

    /** The caller, if the account is there and may come in. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<ApiToken> find(OutsideIssuer.Identity identity) {
        return entityManager
                .createQuery("select t from ApiToken t join fetch t.account where t.jti = :jti", ApiToken.class)
                .setParameter("jti", id(identity))
                .getResultStream()
                .findFirst();
    }

    /** Makes the row, if there is such an account. Of two at once the database refuses one. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Optional<ApiToken> register(OutsideIssuer.Identity identity) {
        return accounts.byEmail(identity.email()).map(account -> {
            String name = "outside: " + identity.issuer();
            ApiToken token = new ApiToken(
                    id(identity),
                    account,
                    name.substring(0, Math.min(name.length(), LONGEST_NAME)),
                    scopes(identity, account),
                    clock.instant(),
                    clock.instant().plus(LIFETIME));
            entityManager.persist(token);
            return token;
        });
    }

    /** What the token allows: the power over everything only to an account that may log in to the admin pages. */
    static Set<Scope> scopes(OutsideIssuer.Identity identity, Account account) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        scopes.addAll(identity.scopes());
        if (!account.isAdmin()) {
            scopes.remove(Scope.ADMIN);
        }
        return scopes;
    }

    /** An account that the subject's address no longer leads to is another identity. */
    private static String id(OutsideIssuer.Identity identity) {
        String whole = identity.issuer() + "\n" + identity.subject() + "\n" + identity.email();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.UTF_8));
            return "o:" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest).substring(0, ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
