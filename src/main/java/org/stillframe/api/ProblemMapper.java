package org.stillframe.api;

import jakarta.ejb.EJBException;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.stillframe.database.DatabaseFailure;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/** The one place where a failure becomes an HTTP answer. */
@Provider
public class ProblemMapper implements ExceptionMapper<Exception> {
    private static final Logger LOG = System.getLogger(ProblemMapper.class.getName());

    @Context
    private HttpServletRequest request;

    @Override
    public Response toResponse(Exception failure) {
        String requestId = RequestIdFilter.idOf(request);
        if (serviceException(failure) instanceof ServiceException known) {
            return answer(known.code(), Problem.of(known, requestId));
        }
        if (failure instanceof WebApplicationException web) {
            return fromContainer(web, requestId);
        }
        if (DatabaseFailure.isCauseOf(failure)) {
            LOG.log(Level.WARNING, "Request " + requestId + " was not served, as the database did not answer", failure);
            return answer(
                    ErrorCode.DATABASE_UNAVAILABLE, "The service's database cannot serve this now. Try again in a while.", requestId);
        }
        LOG.log(Level.ERROR, "Request " + requestId + " failed", failure);
        return answer(
                ErrorCode.INTERNAL,
                Problem.of(
                        ErrorCode.INTERNAL,
                        "Something failed inside the service. Tell its operator the request id.",
                        requestId));
    }

    private static Throwable serviceException(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof EJBException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private Response fromContainer(WebApplicationException failure, String requestId) {
        int status = failure.getResponse().getStatus();
        return switch (status) {
            case 404 -> answer(ErrorCode.NOT_FOUND, "Nothing is here. Check the path.", requestId);
            case 405 -> {
                Response answer = answer(
                        ErrorCode.METHOD_NOT_ALLOWED, request.getMethod() + " is not allowed here. See Allow.", requestId);
                yield failure instanceof NotAllowedException
                        ? Response.fromResponse(answer)
                                .header(HttpHeaders.ALLOW, failure.getResponse().getHeaderString(HttpHeaders.ALLOW))
                                .build()
                        : answer;
            }
            case 406 -> answer(
                    ErrorCode.NOT_ACCEPTABLE,
                    "This path answers with none of the types that Accept names. Leave Accept out to get what it has.",
                    requestId);
            case 415 -> answer(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json.", requestId);
            default -> {
                if (status < 500) {
                    yield answer(ErrorCode.INVALID, "The request cannot be read. Check its form.", requestId);
                }
                LOG.log(Level.ERROR, "Request " + requestId + " failed", failure);
                yield answer(
                        ErrorCode.INTERNAL,
                        "Something failed inside the service. Tell its operator the request id.",
                        requestId);
            }
        };
    }

    private static Response answer(ErrorCode code, String detail, String requestId) {
        return answer(code, Problem.of(code, detail, requestId));
    }

    private static Response answer(ErrorCode code, JsonObject problem) {
        Response.ResponseBuilder answer =
                Response.status(code.status()).type(Problem.MEDIA_TYPE).entity(problem.toString());
        if (code == ErrorCode.AUTHENTICATION_FAILED) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (code.status() == 503 || code.status() == 429) {
            answer.header(HttpHeaders.RETRY_AFTER, Problem.RETRY_AFTER_SECONDS);
        }
        return answer.build();
    }
}
