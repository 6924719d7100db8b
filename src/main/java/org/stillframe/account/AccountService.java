package org.stillframe.account;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds and makes accounts. */
@Stateless
public class AccountService {
    /** Parameters of PBKDF2 as OWASP advises for HMAC-SHA-512 (Password Storage Cheat Sheet, 2023: 210,000 rounds). */
    private static final Map<String, String> HASHING = Map.of(
            "Pbkdf2PasswordHash.Algorithm", "PBKDF2WithHmacSHA512",
            "Pbkdf2PasswordHash.Iterations", "210000",
            "Pbkdf2PasswordHash.SaltSizeBytes", "32");

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

    /** @param password for the admin pages, or null for an account that only uses tokens */
    public Account create(String email, String name, String password, boolean admin) {
        Account account = new Account(email.strip().toLowerCase(Locale.ROOT), name, admin, clock.instant());
        if (password != null) {
            setPassword(account, password);
        }
        entityManager.persist(account);
        return account;
    }

    public void setPassword(Account account, String password) {
        passwordHash.initialize(HASHING);
        account.setPasswordHash(passwordHash.generate(password.toCharArray()));
    }

    /** The account of an admin who gave the right password. */
    public Optional<Account> adminByPassword(String email, String password) {
        passwordHash.initialize(HASHING);
        return byEmail(email)
                .filter(account -> account.isAdmin() && !account.isDisabled() && account.getPasswordHash() != null)
                .filter(account -> passwordHash.verify(password.toCharArray(), account.getPasswordHash()));
    }

    public boolean isEmpty() {
        return entityManager.createQuery("select count(a) from Account a", Long.class).getSingleResult() == 0;
    }
}
