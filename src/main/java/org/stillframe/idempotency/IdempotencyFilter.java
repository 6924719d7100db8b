package org.stillframe.idempotency;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.stillframe.account.CurrentCaller;
import org.stillframe.api.RequestBodyReader;
import org.stillframe.error.ServiceException;

/**
 * Serves each POST with an {@code Idempotency-Key} once. A retry gets the first answer again, byte for byte; during the first
 * it waits for that answer, on any node. It stands between the check of the token and that of its scopes, as a refusal is an
 * answer too.
 */
@Provider
@Priority(Priorities.AUTHENTICATION + 500)
public class IdempotencyFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final Logger LOG = System.getLogger(IdempotencyFilter.class.getName());
    private static final String HEADER = "Idempotency-Key";
    /** Tells that what was asked for had been done before. */
    public static final String REPLAYED = "Idempotency-Replayed";
    private static final String HELD = "org.stillframe.idempotencyKeyHeld";
    private static final String OPERATION_LOCATION = "Operation-Location";
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7E]{1,255}");
    private static final String RULE = "It must be 1 to 255 visible ASCII characters, and be sent once.";
    /** What is longer is refused by whoever reads it, so there is no need to compare the rest. */
    private static final int MOST_COMPARED = (1 << 20) + 1;
    /** No resource has a longer one. */
    private static final int LONGEST_PATH = 500;

    @Inject
    private CurrentCaller currentCaller;

    @Inject
    private CurrentKey currentKey;

    @Inject
    private KeyClaim claims;

    @Inject
    private IdempotencyKeys keys;

    @Override
    public void filter(ContainerRequestContext request) {
        List<String> given = request.getHeaders().get(HEADER);
        String path = path(request);
        if (!request.getMethod().equals(HttpMethod.POST) || given == null || path.length() > LONGEST_PATH) {
            return;
        }
        if (given.size() != 1 || !VISIBLE.matcher(given.get(0)).matches()) {
            throw new ServiceException("The header " + HEADER + " is not valid.", Map.of(HEADER, List.of(RULE)));
        }
        IdempotencyKey key = claims.claim(
                new KeyedRequest(currentCaller.get().accountId(), path, given.get(0), Fingerprint.of(body(request))));
        if (key.isAnswered()) {
            request.abortWith(replay(key.answer()));
        } else {
            currentKey.hold(key);
            request.setProperty(HELD, true);
        }
    }

    /** As it was sent, so that it is ASCII. */
    private static String path(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath(false);
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static byte[] body(ContainerRequestContext request) {
        InputStream stream = request.getEntityStream();
        byte[] body = RequestBodyReader.read(stream, MOST_COMPARED);
        request.setEntityStream(new SequenceInputStream(new ByteArrayInputStream(body), stream));
        return body;
    }

    private static Response replay(KeptAnswer answer) {
        return Response.status(answer.status())
                .entity(answer.body().getBytes(StandardCharsets.UTF_8))
                .header(HttpHeaders.CONTENT_TYPE, answer.contentType())
                .header(HttpHeaders.LOCATION, answer.location())
                .header(OPERATION_LOCATION, answer.operationLocation())
                .header(REPLAYED, "true")
                .build();
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        // An answer that was waited for is given outside of the request's context, so that nobody can be asked there.
        if (request.getProperty(HELD) == null) {
            return;
        }
        String body = response.hasEntity() ? response.getEntity().toString() : "";
        try {
            if (isKept(response.getStatus()) && currentKey.isAnswerKept()) {
                keys.answered(currentKey.id(), currentKey.claim(), answer(response, body));
            } else {
                keys.release(currentKey.id(), currentKey.claim());
            }
        } catch (RuntimeException e) {
            // What was asked for is done and noted; a retry will find it.
            LOG.log(Level.WARNING, "An answer could not be kept for its Idempotency-Key", e);
        }
        if (response.hasEntity()) {
            response.setEntity(body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What may be answered otherwise another time is not kept. */
    private static boolean isKept(int status) {
        return status < 500 && status != 401 && status != 429;
    }

    private static KeptAnswer answer(ContainerResponseContext response, String body) {
        return new KeptAnswer(
                response.getStatus(),
                response.getHeaderString(HttpHeaders.CONTENT_TYPE),
                response.getHeaderString(HttpHeaders.LOCATION),
                response.getHeaderString(OPERATION_LOCATION),
                body);
    }
}
