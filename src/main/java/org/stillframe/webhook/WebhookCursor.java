package org.stillframe.webhook;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Up to which event deliveries were written. There is one; who holds its row's lock is the only one that writes some. */
@Entity
@Table(name = "webhook_cursor")
public class WebhookCursor {
    static final int ID = 1;

    @Id
    private Integer id;

    private long last;

    protected WebhookCursor() {}

    long last() {
        return last;
    }

    void reached(long place) {
        last = place;
    }
}
