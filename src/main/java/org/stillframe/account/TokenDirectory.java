package org.stillframe.account;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.stillframe.api.PathId;
import org.stillframe.error.ServiceException;

/** The tokens that were not revoked. An expired one is among them, so that its holder can see why it is refused. */
@Stateless
public class TokenDirectory {
    @PersistenceContext
    private EntityManager entityManager;

    /**
     * What the caller sees of them, newest first.
     *
     * @param email only those of this account, or null for all
     */
    public List<ApiToken> list(Caller caller, String email) {
        return entityManager
                .createQuery(
                        "select t from ApiToken t join fetch t.account where t.revokedAt is null"
                                + " and (:all = true or t.account.id = :account)"
                                + " and (:anyEmail = true or t.account.email = :email) order by t.id desc",
                        ApiToken.class)
                .setParameter("all", caller.isAdmin())
                .setParameter("account", caller.accountId())
                .setParameter("anyEmail", email == null)
                .setParameter("email", email == null ? "" : email.toLowerCase(Locale.ROOT))
                .getResultList();
    }

    /** @throws ServiceException with {@code NOT_FOUND} if there is none, it was revoked, or it is somebody else's */
    public ApiToken get(Caller caller, long id) {
        return visible(caller, entityManager.find(ApiToken.class, id));
    }

    /** The token, with its row locked until the end of the transaction. */
    public ApiToken lock(Caller caller, long id) {
        return visible(caller, entityManager.find(ApiToken.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** The token, revoked or not. */
    public ApiToken any(long id) {
        return entityManager.find(ApiToken.class, id);
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
