package org.stillframe.event;

import java.util.List;

/**
 * Events that follow each other.
 *
 * @param isUnbroken whether those after the place that was asked for are all known; if not there are none here
 * @param last the place of the last event that is published
 */
public record EventPage(boolean isUnbroken, long last, List<PublishedEvent> events) {
    public EventPage {
        events = List.copyOf(events);
    }
}
