package org.stillframe.event;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** All events in their order, which is the same for everybody and never changes (docs/adr/0011). */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class EventLog {
    private static final int BATCH = 500;

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Clock clock;

    /**
     * Gives the next places to what has committed and has none. Nodes do it one after the other, each seeing what the one before
     * has done: a greater place is never seen before a smaller one. What was written later gets a greater one.
     *
     * @return the greatest place now
     */
    public long publish() {
        if (unpublished(1).isEmpty()) {
            return cursor().last();
        }
        EventCursor cursor = lockedCursor();
        for (List<Long> ids = unpublished(BATCH); !ids.isEmpty(); ids = unpublished(BATCH)) {
            long shift = cursor.last() + 1 - ids.get(0);
            entityManager
                    .createQuery("update RecordedEvent e set e.place = e.id + :shift where e.id in :ids")
                    .setParameter("shift", shift)
                    .setParameter("ids", ids)
                    .executeUpdate();
            cursor.published(ids.get(ids.size() - 1) + shift);
        }
        return cursor.last();
    }

    private List<Long> unpublished(int most) {
        return entityManager
                .createQuery("select e.id from RecordedEvent e where e.place is null order by e.id", Long.class)
                .setMaxResults(most)
                .getResultList();
    }

    /** Events that follow on a place, at most so many. */
    public EventPage after(long place, int most) {
        List<PublishedEvent> events = entityManager
                .createQuery(
                        "select new org.stillframe.event.PublishedEvent(e.place, e.kind, e.accountId, a.email, e.item, e.notedAt)"
                                + " from RecordedEvent e, Account a where a.id = e.accountId and e.place > :place"
                                + " order by e.place",
                        PublishedEvent.class)
                .setParameter("place", place)
                .setMaxResults(most)
                .getResultList();
        // After them: what is forgotten from now on was still there to be read.
        EventCursor cursor = cursor();
        return cursor.isUnbrokenAfter(place)
                ? new EventPage(true, cursor.last(), events)
                : new EventPage(false, cursor.last(), List.of());
    }

    /** The place of the last event that is no longer kept; 0 if all are. */
    public long forgotten() {
        return cursor().forgotten();
    }

    private EventCursor cursor() {
        return entityManager.find(EventCursor.class, EventCursor.ID);
    }

    private EventCursor lockedCursor() {
        return entityManager.find(EventCursor.class, EventCursor.ID, LockModeType.PESSIMISTIC_WRITE);
    }

    /**
     * Forgets the oldest events, up to the first that is to be kept.
     *
     * @return whether there may be more to forget
     */
    public boolean forgetOlderThan(Duration age) {
        Instant before = clock.instant().minus(age);
        List<Object[]> oldest = entityManager
                .createQuery(
                        "select e.place, e.notedAt from RecordedEvent e where e.place is not null order by e.place",
                        Object[].class)
                .setMaxResults(BATCH)
                .getResultList();
        List<Long> old = oldest.stream()
                .takeWhile(event -> ((Instant) event[1]).isBefore(before))
                .map(event -> (Long) event[0])
                .toList();
        if (old.isEmpty()) {
            return false;
        }
        long last = old.get(old.size() - 1);
        EventCursor cursor = lockedCursor();
        cursor.forgot(Math.max(cursor.forgotten(), last));
        entityManager
                .createQuery("delete from RecordedEvent e where e.place <= :last")
                .setParameter("last", last)
                .executeUpdate();
        return old.size() == BATCH;
    }
}
