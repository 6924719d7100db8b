package org.stillframe.event;

import jakarta.json.JsonObject;

/**
 * Something that has another status now.
 *
 * @param item as its owner is shown it
 */
record Change(EventKind kind, long accountId, JsonObject item) {}
