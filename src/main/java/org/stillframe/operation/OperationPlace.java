package org.stillframe.operation;

import java.time.Instant;
import org.stillframe.api.ApiTime;

/** Where an operation stands in the list of all: by its time, and by its id among those of the same time. */
public record OperationPlace(Instant createdAt, String id) {
    private static final char BETWEEN = ' ';

    static String key(Operation operation) {
        return operation.getCreatedAt().toString() + BETWEEN + operation.getId();
    }

    /** @throws IllegalArgumentException if no operation has that key */
    static OperationPlace of(String key) {
        int between = key.indexOf(BETWEEN);
        if (between < 0) {
            throw new IllegalArgumentException(key);
        }
        return new OperationPlace(ApiTime.parse(key.substring(0, between)), key.substring(between + 1));
    }
}
