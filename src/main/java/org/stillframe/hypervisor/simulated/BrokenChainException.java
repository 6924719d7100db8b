package org.stillframe.hypervisor.simulated;

import java.io.IOException;

/** A disk's chain lacks a file, or does not end. */
final class BrokenChainException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenChainException(String message) {
        super(message);
    }
}
