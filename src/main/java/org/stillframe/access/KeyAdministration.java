package org.stillframe.access;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.stillframe.account.Caller;
import org.stillframe.account.KeyForge;
import org.stillframe.account.KeyMaterial;
import org.stillframe.account.SigningKey;
import org.stillframe.account.SigningKeyRows;
import org.stillframe.account.TokenDirectory;
import org.stillframe.api.PathId;
import org.stillframe.audit.Actor;
import org.stillframe.audit.AuditSubject;
import org.stillframe.audit.AuditTrail;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/** Makes new signing keys and retires old ones, each in one transaction together with its entry in the audit trail. */
@Stateless
public class KeyAdministration {
    /** A key that has signed nothing yet may be about to. */
    private static final Duration YOUNG = Duration.ofHours(1);

    @Inject
    private SigningKeyRows keys;

    @Inject
    private KeyForge forge;

    @Inject
    private TokenDirectory tokens;

    @Inject
    private AuditTrail audit;

    @Inject
    private Clock clock;

    /**
     * A signing key as administrators see it.
     *
     * @param signs whether new tokens are signed with it
     * @param tokens how many tokens live that it has signed
     */
    public record View(String id, Instant createdAt, boolean signs, long tokens) {}

    /** Newest first. */
    public List<View> all() {
        List<SigningKey> all = keys.all();
        return all.stream().map(key -> view(key, key == all.get(0))).toList();
    }

    /** @throws ServiceException with {@code NOT_FOUND} if there is none, or it was retired */
    public View get(String id) {
        return all().stream().filter(key -> key.id().equals(id)).findFirst().orElseThrow(() -> PathId.notFound("signing key"));
    }

    /** Makes a key that signs from now on. Those before it stay good. */
    public View make(Caller caller) {
        // It takes a while to compute one, and everybody waits for the lock.
        KeyMaterial material = forge.make();
        keys.lockAll();
        return view(add(material, Actor.of(caller)), true);
    }

    /** Makes one if the newest is that old. */
    public void makeIfOlder(Duration age) {
        List<SigningKey> all = keys.lockAll();
        if (!all.isEmpty() && all.get(0).getCreatedAt().isBefore(clock.instant().minus(age))) {
            add(forge.make(), Actor.SERVICE);
        }
    }

    private SigningKey add(KeyMaterial material, Actor actor) {
        SigningKey key = keys.add(material);
        audit.record(actor, "signing_key.created", AuditSubject.of("signing key " + key.getId()), "succeeded", "");
        return key;
    }

    /**
     * From now on no token is taken that it has signed.
     *
     * @throws ServiceException with {@code NOT_FOUND}, or with {@code SIGNING_KEY_IN_USE} if it signs new tokens or has signed the
     *     caller's own, as then nobody might be left who can get in
     */
    public void retire(Caller caller, String id) {
        List<SigningKey> all = keys.lockAll();
        SigningKey key = all.stream().filter(one -> one.getId().equals(id)).findFirst().orElseThrow(() -> PathId.notFound("signing key"));
        if (key == all.get(0)) {
            throw inUse("New tokens are signed with this key. Make a new key first.");
        }
        if (tokens.signedBy(caller.tokenId(), id)) {
            throw inUse("The token that you use is signed with this key. Make yourself a new one and retire the key with that.");
        }
        retired(key, Actor.of(caller));
    }

    /** Retires those that have signed no token that lives, but for the newest and what is younger than an hour. */
    public void retireUnused() {
        List<SigningKey> all = keys.lockAll();
        all.stream()
                .skip(1)
                .filter(key -> key.getCreatedAt().isBefore(clock.instant().minus(YOUNG)) && keys.liveTokens(key.getId()) == 0)
                .forEach(key -> retired(key, Actor.SERVICE));
    }

    private void retired(SigningKey key, Actor actor) {
        String detail = "tokens refused from now on: " + keys.liveTokens(key.getId());
        audit.record(actor, "signing_key.retired", AuditSubject.of("signing key " + key.getId()), "succeeded", detail);
        keys.remove(key);
    }

    private View view(SigningKey key, boolean signs) {
        return new View(key.getId(), key.getCreatedAt(), signs, keys.liveTokens(key.getId()));
    }

    private static ServiceException inUse(String detail) {
        return new ServiceException(ErrorCode.SIGNING_KEY_IN_USE, detail);
    }
}
