package org.stillframe.event;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One change of a status. {@link StatusChanges} writes it; after that only its place is set, once. */
@Entity
@Table(name = "event")
public class RecordedEvent {
    /** Given by the database. */
    @Id
    private Long id;

    /** Where it stands among all events, which is the id that clients see; null until it is published. */
    private Long place;

    @Column(name = "account_id")
    private long accountId;

    @Enumerated(EnumType.STRING)
    private EventKind kind;

    /** JSON as its owner is shown it. */
    private String item;

    @Column(name = "noted_at")
    private Instant notedAt;

    protected RecordedEvent() {}
}
