package org.stillframe.admin;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.primefaces.model.FilterMeta;
import org.primefaces.model.LazyDataModel;
import org.primefaces.model.SortMeta;
import org.primefaces.model.SortOrder;
import org.stillframe.account.Caller;
import org.stillframe.snapshot.InventoryFilter;
import org.stillframe.snapshot.InventoryOrder;
import org.stillframe.snapshot.InventoryRow;
import org.stillframe.snapshot.SnapshotInventory;

/** Fetches the rows of the table that are looked at, and knows whether they have changed since. */
public class SnapshotTable extends LazyDataModel<InventoryRow> {
    private static final long serialVersionUID = 1L;

    /** What was asked for last. */
    private record Page(InventoryOrder order, boolean ascending, int first, int size) implements Serializable {}

    private final SnapshotInventory inventory;
    private final CurrentAdmin admin;
    private InventoryFilter filter = InventoryFilter.NONE;
    private Page page = new Page(InventoryOrder.ID, false, 0, 0);
    private List<InventoryRow> shown = List.of();

    SnapshotTable(SnapshotInventory inventory, CurrentAdmin admin) {
        this.inventory = inventory;
        this.admin = admin;
    }

    void narrow(InventoryFilter wanted) {
        filter = wanted;
    }

    @Override
    public int count(Map<String, FilterMeta> filters) {
        return Math.toIntExact(inventory.count(admin.caller(), filter));
    }

    @Override
    public List<InventoryRow> load(int first, int size, Map<String, SortMeta> sorts, Map<String, FilterMeta> filters) {
        SortMeta sort = sorts.values().stream().findFirst().orElse(null);
        InventoryOrder order =
                sort == null ? InventoryOrder.ID : InventoryOrder.of(sort.getField()).orElse(InventoryOrder.ID);
        page = new Page(order, sort != null && sort.getOrder() == SortOrder.ASCENDING, first, size);
        shown = fetch();
        return shown;
    }

    /** Whether the browser shows something else than the database holds. */
    boolean isStale() {
        return page.size() > 0 && !(shown.equals(fetch()) && getRowCount() == count(Map.of()));
    }

    private List<InventoryRow> fetch() {
        return inventory.page(admin.caller(), filter, page.order(), page.ascending(), page.first(), page.size());
    }

    @Override
    public String getRowKey(InventoryRow row) {
        return Long.toString(row.id());
    }

    @Override
    public InventoryRow getRowData(String key) {
        return shown.stream().filter(row -> getRowKey(row).equals(key)).findFirst().orElse(null);
    }
}
