package org.stillframe.event;

import java.io.Serializable;

/**
 * An event in its place.
 *
 * @param place the id that clients see
 * @param account email of the owner
 * @param item JSON as the owner is shown it
 */
public record PublishedEvent(Long place, EventKind kind, Long accountId, String account, String item) implements Serializable {}
