package org.stillframe.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.inject.Inject;
import org.stillframe.account.CurrentCaller;
import org.stillframe.api.RequestOrigin;

/** Who does what is being done now, and from where. */
@ApplicationScoped
public class CurrentActor {
    @Inject
    private CurrentCaller caller;

    @Inject
    private RequestOrigin origin;

    /** Who has sent the request that is being served, or the service itself if there is none. */
    public Actor get() {
        try {
            return located(caller.find().map(Actor::of).orElse(Actor.SERVICE));
        } catch (ContextNotActiveException e) {
            return Actor.SERVICE;
        }
    }

    /** The same with the request that is being served; the service itself comes from nowhere. */
    Actor located(Actor actor) {
        try {
            return actor.accountId() == null || actor.origin() != null
                    ? actor
                    : new Actor(actor.accountId(), actor.name(), origin.address(), origin.requestId());
        } catch (ContextNotActiveException e) {
            return actor;
        }
    }
}
