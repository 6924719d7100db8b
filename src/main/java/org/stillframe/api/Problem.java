package org.stillframe.api;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/** Writes an error as RFC 9457 problem details. */
final class Problem {
    static final String MEDIA_TYPE = "application/problem+json";
    /** Where each code is explained. */
    static final String GUIDE = "/docs/errors/#";
    /** How long a client should wait before it tries again what the hypervisor could not do, in seconds. */
    static final int RETRY_AFTER_SECONDS = 5;

    private Problem() {}

    static JsonObject of(ServiceException failure, String requestId) {
        JsonObjectBuilder problem = common(failure.code(), failure.getMessage(), requestId);
        if (!failure.fieldErrors().isEmpty()) {
            JsonObjectBuilder errors = Json.createObjectBuilder();
            failure.fieldErrors().forEach((field, messages) -> errors.add(field, Json.createArrayBuilder(messages)));
            problem.add("errors", errors);
        }
        if (failure.runningOperation() != null) {
            problem.add(
                    "operation",
                    Json.createObjectBuilder()
                            .add("id", failure.runningOperation().id())
                            .add("kind", failure.runningOperation().kind()));
        }
        return problem.build();
    }

    static JsonObject of(ErrorCode code, String detail, String requestId) {
        return common(code, detail, requestId).build();
    }

    private static JsonObjectBuilder common(ErrorCode code, String detail, String requestId) {
        return Json.createObjectBuilder()
                .add("type", GUIDE + code.code())
                .add("title", code.title())
                .add("status", code.status())
                .add("detail", detail)
                .add("code", code.code())
                .add("request_id", requestId);
    }
}
