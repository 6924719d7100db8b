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
    private boolean secret;

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

    /** Id of what an earlier try of this request has begun or made, if that try's answer is not kept. */
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

    /** The answer holds what must not be stored. It is not kept: a later try makes it anew from {@link #outcome}. */
    public void keepNoAnswer() {
        secret = true;
    }

    boolean isAnswerKept() {
        return !secret;
    }
}
