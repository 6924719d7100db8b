package org.stillframe.event;

import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InvocationContext;

/**
 * Around every call of a session bean (WEB-INF/ejb-jar.xml): when the outermost of a transaction returns, what it has changed is
 * written down in that transaction.
 */
public class ChangesTold {
    @Inject
    private StatusChanges changes;

    @AroundInvoke
    Object around(InvocationContext call) throws Exception {
        return changes.tellingChanges(call::proceed);
    }
}
