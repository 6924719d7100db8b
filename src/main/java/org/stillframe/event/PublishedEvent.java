package org.stillframe.event;

import java.io.Serializable;
import java.time.Instant;

/**
 * An event in its place.
 *
 * @param place the id that clients see
 * @param account email of the owner
 * @param item JSON as the owner is shown it
 * @param at when the status changed
 */
public record PublishedEvent(Long place, EventKind kind, Long accountId, String account, String item, Instant at) implements Serializable {}
