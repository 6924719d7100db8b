package org.stillframe.snapshot;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** By how much an account has more or fewer snapshots than its row says, until {@link SnapshotTotals} has added it there. */
@Entity
@Table(name = "snapshot_total_change")
public class SnapshotTotalChange {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "account_id")
    private long accountId;

    private long more;

    protected SnapshotTotalChange() {}

    long getId() {
        return id;
    }

    long getMore() {
        return more;
    }
}
