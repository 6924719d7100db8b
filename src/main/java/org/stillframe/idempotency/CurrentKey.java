package org.stillframe.idempotency;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * The key that the request being answered came with, if any. Whoever does what a request asks for looks here first for what an
 * earlier try of it has done, and notes here what it does, in the same transaction.
 */
@RequestScoped
public class CurrentKey {
    @Inject
    private IdempotencyKeys keys;

    private String id;
    private String claim;
    private String outcome;

    void hold(IdempotencyKey key) {
        id = key.getId();
        claim = key.getClaim();
        outcome = key.getOutcome();
    }

    String id() {
        return id;
    }

    String claim() {
        return claim;
    }

    /** Id of what an earlier try of this request has begun or made before its node died. */
    public Optional<String> outcome() {
        return Optional.ofNullable(outcome);
    }

    /**
     * Notes what the running transaction begins or makes for this request.
     *
     * @throws org.stillframe.error.ServiceException if a later try of the request has been let to it meanwhile
     */
    public void brings(String outcomeId) {
        if (id != null) {
            keys.brings(id, claim, outcomeId);
        }
    }
}
