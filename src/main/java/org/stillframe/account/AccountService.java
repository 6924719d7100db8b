package org.stillframe.account;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.stillframe.api.PathId;
import org.stillframe.database.DuplicateRow;
import org.stillframe.error.ServiceException;

/** Finds and makes accounts. */
@Stateless
public class AccountService {
    /** Parameters of PBKDF2 as OWASP advises for HMAC-SHA-512 (Password Storage Cheat Sheet, 2023: 210,000 rounds). */
    private static final Map<String, String> HASHING = Map.of(
            "Pbkdf2PasswordHash.Algorithm", "PBKDF2WithHmacSHA512",
            "Pbkdf2PasswordHash.Iterations", "210000",
            "Pbkdf2PasswordHash.SaltSizeBytes", "32");

    /** Of no password that anybody could type: a salt and a hash of zeros, in the form and with the rounds of all others. */
    private static final String NOBODYS_HASH = "PBKDF2WithHmacSHA512:210000:" + "A".repeat(43) + "=:" + "A".repeat(43) + "=";

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Pbkdf2PasswordHash passwordHash;

    @Inject
    private Clock clock;

    public Optional<Account> byEmail(String email) {
        return entityManager
                .createQuery("select a from Account a where a.email = :email", Account.class)
                .setParameter("email", email.strip().toLowerCase(Locale.ROOT))
                .getResultStream()
                .findFirst();
    }

    public long count() {
        return entityManager.createQuery("select count(a) from Account a", Long.class).getSingleResult();
    }

    /**
     * The newest accounts, newest first.
     *
     * @param id above those of all that are found
     */
    public List<Account> below(long id, int most) {
        return entityManager
                .createQuery("select a from Account a where a.id < :id order by a.id desc", Account.class)
                .setParameter("id", id)
                .setMaxResults(most)
                .getResultList();
    }

    /** @throws ServiceException with {@code NOT_FOUND} if there is none */
    public Account get(long id) {
        return found(entityManager.find(Account.class, id));
    }

    /** The account, with its row locked until the end of the transaction. */
    public Account lock(long id) {
        return found(entityManager.find(Account.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    private static Account found(Account account) {
        if (account == null) {
            throw PathId.notFound("account");
        }
        return account;
    }

    /**
     * Makes an account.
     *
     * @param password for the admin pages, or null for an account that only uses tokens
     * @throws ServiceException with {@code INVALID}, naming {@code email}, if there is one with that email
     */
    public Account create(String email, String name, String password, boolean admin) {
        if (byEmail(email).isPresent()) {
            throw taken();
        }
        Account account = new Account(email.strip().toLowerCase(Locale.ROOT), name, admin, clock.instant());
        if (password != null) {
            setPassword(account, password);
        }
        entityManager.persist(account);
        try {
            entityManager.flush();
        } catch (PersistenceException e) {
            // Somebody else was a moment earlier.
            throw DuplicateRow.isCauseOf(e) ? taken() : e;
        }
        return account;
    }

    private static ServiceException taken() {
        return new ServiceException(
                "There is an account with this email already.",
                Map.of("email", List.of("There is an account with this email already.")));
    }

    public void setPassword(Account account, String password) {
        passwordHash.initialize(HASHING);
        account.setPasswordHash(passwordHash.generate(password.toCharArray()));
    }

    /** The account of an admin who gave the right password. */
    public Optional<Account> adminByPassword(String email, String password) {
        passwordHash.initialize(HASHING);
        Optional<Account> admin =
                byEmail(email).filter(account -> account.isAdmin() && !account.isDisabled() && account.getPasswordHash() != null);
        // Where there is nothing to compare with, as much time is taken as where there is.
        boolean right = passwordHash.verify(password.toCharArray(), admin.map(Account::getPasswordHash).orElse(NOBODYS_HASH));
        return admin.filter(account -> right);
    }

    public boolean isEmpty() {
        return count() == 0;
    }
}
