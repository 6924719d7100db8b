package org.stillframe.ratelimit;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import org.stillframe.account.CurrentCaller;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/** Refuses what a token sends beyond its limit, and tells on every answer to it how much is left. */
@Provider
@Priority(Priorities.AUTHENTICATION + 100)
public class RateLimitFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String ANSWER = "org.stillframe.rateAnswer";

    @Inject
    private CurrentCaller currentCaller;

    @Inject
    private Allowances allowances;

    @Override
    public void filter(ContainerRequestContext request) {
        RateLimit limit = allowances.limit();
        if (limit.isOff()) {
            return;
        }
        Allowance.Answer answer = allowances.take(currentCaller.get().tokenId());
        request.setProperty(ANSWER, answer);
        if (!answer.isGranted()) {
            throw new ServiceException(
                    ErrorCode.RATE_LIMITED,
                    "This token has sent too many requests. Send the next in " + seconds(answer.untilNext())
                            + " s, and not more than " + limit.perMinute() + " a minute.");
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(ANSWER) instanceof Allowance.Answer answer) {
            response.getHeaders().putSingle("RateLimit-Limit", allowances.limit().perMinute());
            response.getHeaders().putSingle("RateLimit-Remaining", answer.remaining());
            response.getHeaders().putSingle("RateLimit-Reset", seconds(answer.untilFull()));
            if (!answer.isGranted()) {
                response.getHeaders().putSingle(HttpHeaders.RETRY_AFTER, seconds(answer.untilNext()));
            }
        }
    }

    /** Rounded up. */
    private static long seconds(Duration duration) {
        return duration.plusSeconds(1).minusNanos(1).toSeconds();
    }
}
