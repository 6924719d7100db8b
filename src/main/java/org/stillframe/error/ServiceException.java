package org.stillframe.error;

import static java.util.Objects.requireNonNull;

import jakarta.ejb.ApplicationException;
import java.util.List;
import java.util.Map;

/** A refusal or failure that its caller is told about. The detail is one sentence that a person can act on. */
@ApplicationException(rollback = true)
public class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, List<String>> fieldErrors;
    private final transient RunningOperation runningOperation;

    /** The operation that keeps a server busy. */
    public record RunningOperation(String id, String kind) {}

    public ServiceException(ErrorCode code, String detail) {
        this(code, detail, Map.of(), null, null);
    }

    public ServiceException(ErrorCode code, String detail, Throwable cause) {
        this(code, detail, Map.of(), null, cause);
    }

    /** Invalid input, told by field. */
    public ServiceException(String detail, Map<String, List<String>> fieldErrors) {
        this(ErrorCode.INVALID, detail, fieldErrors, null, null);
    }

    /** Refused because of an operation that runs. */
    public ServiceException(ErrorCode code, String detail, RunningOperation runningOperation) {
        this(code, detail, Map.of(), runningOperation, null);
    }

    private ServiceException(
            ErrorCode code,
            String detail,
            Map<String, List<String>> fieldErrors,
            RunningOperation runningOperation,
            Throwable cause) {
        super(requireNonNull(detail, "detail is null"), cause);
        this.code = requireNonNull(code, "code is null");
        this.fieldErrors = Map.copyOf(fieldErrors);
        this.runningOperation = runningOperation;
    }

    public ErrorCode code() {
        return code;
    }

    /** Messages by field; empty unless the code is {@code INVALID}. */
    public Map<String, List<String>> fieldErrors() {
        return fieldErrors;
    }

    /** The operation in the way, or null. */
    public RunningOperation runningOperation() {
        return runningOperation;
    }
}
