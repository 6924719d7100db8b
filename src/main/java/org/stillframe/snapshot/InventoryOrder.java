package org.stillframe.snapshot;

import java.util.Locale;
import java.util.Optional;

/** The columns by which an inventory can be sorted; nothing else ever reaches the query. */
public enum InventoryOrder {
    ID("s.id"),
    SERVER("v.name"),
    ACCOUNT("a.email"),
    NAME("s.name"),
    STATUS("s.status"),
    SIZE("s.sizeMb"),
    CONSISTENCY("s.consistency"),
    CREATED("s.createdAt");

    private final String path;

    InventoryOrder(String path) {
        this.path = path;
    }

    /** The column of that name in lower case. */
    public static Optional<InventoryOrder> of(String field) {
        for (InventoryOrder order : values()) {
            if (order.field().equals(field)) {
                return Optional.of(order);
            }
        }
        return Optional.empty();
    }

    public String field() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** With the id as the last word, so that pages neither repeat nor skip a snapshot. */
    String clause(boolean ascending) {
        String direction = ascending ? " asc" : " desc";
        return " order by " + path + direction + (this == ID ? "" : ", s.id desc");
    }
}
