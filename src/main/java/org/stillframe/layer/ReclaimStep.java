package org.stillframe.layer;

import java.util.UUID;

/** What can safely be done next to give space back. */
public sealed interface ReclaimStep {
    record Delete(UUID layer) implements ReclaimStep {}

    record MergeDown(UUID base, UUID top, UUID child) implements ReclaimStep {}
}
