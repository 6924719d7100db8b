package org.stillframe.event;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** How far events are published and kept. There is one; who holds its row's lock is the only one that publishes. */
@Entity
@Table(name = "event_cursor")
public class EventCursor {
    static final int ID = 1;

    @Id
    private Integer id;

    private long last;
    private long forgotten;

    protected EventCursor() {}

    /** The greatest place that was given; 0 if none was. */
    long last() {
        return last;
    }

    /** The greatest place of an event that is no longer kept; 0 if all are. */
    long forgotten() {
        return forgotten;
    }

    void published(long place) {
        last = place;
    }

    void forgot(long place) {
        forgotten = place;
    }

    /** Whether all events after that place are known. */
    boolean isUnbrokenAfter(long place) {
        return place >= forgotten && place <= last;
    }
}
