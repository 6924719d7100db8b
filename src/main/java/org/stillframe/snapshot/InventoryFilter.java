package org.stillframe.snapshot;

import java.io.Serializable;

/**
 * Which snapshots an inventory shows. Whatever is null or blank does not narrow it.
 *
 * @param server part of the server's name in any case, or its id
 * @param account part of the owner's email in any case
 * @param name part of the snapshot's name in any case, or its id
 */
public record InventoryFilter(String server, String account, String name, SnapshotState status) implements Serializable {
    /** Shows everything. */
    public static final InventoryFilter NONE = new InventoryFilter(null, null, null, null);

    /** Whether it lets everything through. */
    boolean isWide() {
        return status == null && isBlank(server) && isBlank(account) && isBlank(name);
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
