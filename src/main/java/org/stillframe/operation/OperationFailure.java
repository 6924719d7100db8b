package org.stillframe.operation;

import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.HypervisorException;

/** What a client is told of a step's failure. */
final class OperationFailure {
    private OperationFailure() {}

    static ServiceException of(RuntimeException failure) {
        if (failure instanceof ServiceException known) {
            return known;
        }
        if (failure.getCause() instanceof ServiceException known) {
            return known;
        }
        if (failure instanceof HypervisorException hypervisor) {
            return of(hypervisor);
        }
        return of(ErrorCode.INTERNAL, "The operation failed inside the service. The log says why.", failure);
    }

    private static ServiceException of(HypervisorException failure) {
        return switch (failure.kind()) {
            case UNAVAILABLE -> of(ErrorCode.HYPERVISOR_UNAVAILABLE, "The server's host does not answer.", failure);
            case DOMAIN_NOT_FOUND -> of(ErrorCode.DRIFT_DETECTED, "The server no longer exists on its host.", failure);
            case NOT_LAYERABLE -> of(ErrorCode.NOT_SNAPSHOTTABLE, failure.getMessage(), failure);
            case QUIESCE_FAILED -> of(
                    ErrorCode.CONSISTENCY_NOT_ACHIEVED, "The guest agent did not freeze the file systems.", failure);
            case NO_SPACE -> of(ErrorCode.INSUFFICIENT_STORAGE, "The server's storage has no room left.", failure);
            case WRONG_STATE, INTERRUPTED, CRASHED, FAILED -> of(
                    ErrorCode.HYPERVISOR_FAILED, "The server's host refused or failed. Its log says why.", failure);
        };
    }

    private static ServiceException of(ErrorCode code, String detail, RuntimeException cause) {
        return new ServiceException(code, detail, cause);
    }
}
