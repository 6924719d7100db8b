package org.stillframe.account;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.stillframe.api.Listing;
import org.stillframe.api.PathId;
import org.stillframe.database.Conditions;
import org.stillframe.error.ServiceException;

/** The tokens that were not revoked. An expired one is among them, so that its holder can see why it is refused. */
@Stateless
public class TokenDirectory {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Clock clock;

    public long count(Caller caller, Optional<String> email) {
        return conditions(caller, email)
                .query(entityManager, "select count(t) from ApiToken t", "", Long.class)
                .getSingleResult();
    }

    /**
     * What the caller sees of them, newest first.
     *
     * @param email only those of this account
     * @param id above those of all that are found
     */
    public List<ApiToken> below(Caller caller, Optional<String> email, long id, int most) {
        return conditions(caller, email)
                .and("t.id < ?", Listing.bound(id))
                .query(entityManager, "select t from ApiToken t join fetch t.account", " order by t.id desc", ApiToken.class)
                .setMaxResults(most)
                .getResultList();
    }

    private static Conditions conditions(Caller caller, Optional<String> email) {
        return new Conditions()
                .and("t.revokedAt is null")
                .and("t.account.id = ?", caller.owner())
                .and("t.account.email = ?", email.map(text -> text.toLowerCase(Locale.ROOT)));
    }

    /** @throws ServiceException with {@code NOT_FOUND} if there is none, it was revoked, or it is somebody else's */
    public ApiToken get(Caller caller, long id) {
        requireVisible(caller, id);
        return visible(caller, entityManager.find(ApiToken.class, id));
    }

    /** The token, with its row locked until the end of the transaction. */
    public ApiToken lock(Caller caller, long id) {
        requireVisible(caller, id);
        return visible(caller, entityManager.find(ApiToken.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** The token, revoked or not. */
    public ApiToken any(long id) {
        return entityManager.find(ApiToken.class, id);
    }

    /** Whether that key has signed that token. */
    public boolean signedBy(long id, String keyId) {
        ApiToken token = entityManager.find(ApiToken.class, id);
        return token != null && keyId.equals(token.getKeyId());
    }

    /** In one question, before anything is read or locked: what is somebody else's takes as long to refuse as what is not there. */
    private void requireVisible(Caller caller, long id) {
        if (conditions(caller, Optional.empty())
                .and("t.id = ?", id)
                .query(entityManager, "select t.id from ApiToken t", "", Long.class)
                .getResultList()
                .isEmpty()) {
            throw PathId.notFound("token");
        }
    }

    /** Those of the tokens that are let in now. */
    public List<Long> live(Collection<Long> ids) {
        return entityManager
                .createQuery(
                        "select t.id from ApiToken t where t.id in :ids and t.revokedAt is null and t.expiresAt > :now"
                                + " and t.account.disabled = false",
                        Long.class)
                .setParameter("ids", ids)
                .setParameter("now", clock.instant())
                .getResultList();
    }

    private static ApiToken visible(Caller caller, ApiToken token) {
        if (token == null || token.getRevokedAt() != null || !caller.sees(token.getAccount().getId())) {
            throw PathId.notFound("token");
        }
        return token;
    }

    /** Notes when tokens were last used, by their ids; another node may have seen a later use. */
    public void used(Map<Long, Instant> moments) {
        moments.forEach((id, at) -> entityManager
                .createQuery("update ApiToken t set t.lastUsedAt = :at where t.id = :id"
                        + " and (t.lastUsedAt is null or t.lastUsedAt < :at)")
                .setParameter("at", at)
                .setParameter("id", id)
                .executeUpdate());
    }
}
