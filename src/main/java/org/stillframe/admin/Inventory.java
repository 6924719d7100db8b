package org.stillframe.admin;

import jakarta.annotation.PostConstruct;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.component.UIData;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import org.primefaces.PrimeFaces;
import org.primefaces.event.SelectEvent;
import org.stillframe.api.PathId;
import org.stillframe.error.ServiceException;
import org.stillframe.snapshot.InventoryFilter;
import org.stillframe.snapshot.InventoryRow;
import org.stillframe.snapshot.SnapshotInventory;
import org.stillframe.snapshot.SnapshotQueries;
import org.stillframe.snapshot.SnapshotService;
import org.stillframe.snapshot.SnapshotState;
import org.stillframe.snapshot.SnapshotView;

/** The table of all snapshots, and what can be done with one of them. */
@Named
@ViewScoped
public class Inventory implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private CurrentAdmin admin;

    @Inject
    private SnapshotInventory inventory;

    @Inject
    private SnapshotQueries queries;

    @Inject
    private SnapshotService snapshots;

    @Inject
    private Faults faults;

    @Inject
    private Activity activity;

    @Inject
    private Findings findings;

    private SnapshotTable table;
    private String server;
    private String account;
    private String name;
    private SnapshotState status;
    private InventoryRow selected;
    private SnapshotView chosen;
    private int seen;
    private int found;

    @PostConstruct
    void open() {
        table = new SnapshotTable(inventory, admin);
        seen = activity.fingerprint();
        found = findings.fingerprint();
    }

    /** Narrows the table to what the filter fields say. */
    public void narrow() {
        table.narrow(new InventoryFilter(server, account, name, status));
        ((UIData) FacesContext.getCurrentInstance().getViewRoot().findComponent("inventoryForm:table")).setFirst(0);
    }

    public void widen() {
        server = null;
        account = null;
        name = null;
        status = null;
        narrow();
    }

    /** Has only those parts of the page redrawn that no longer show what is so. */
    public void poll() {
        if (table.isStale()) {
            PrimeFaces.current().ajax().update("inventoryForm:table", "details");
        }
        if (seen != activity.fingerprint()) {
            seen = activity.fingerprint();
            PrimeFaces.current().ajax().update("hosts", "activity");
        }
        if (found != findings.fingerprint()) {
            found = findings.fingerprint();
            PrimeFaces.current().ajax().update("alarm", "drift");
        }
    }

    /** The row itself is told: what the table sends as its selection is lost if it was redrawn just when the row was clicked. */
    public void select(SelectEvent<InventoryRow> event) {
        selected = event.getObject();
    }

    /** Before a confirmation is asked: looks up the snapshot whose button was pressed. */
    public void choose() {
        chosen = null;
        try {
            String id = FacesContext.getCurrentInstance().getExternalContext().getRequestParameterMap().get("snapshot");
            chosen = queries.get(admin.caller(), PathId.of(id == null ? "" : id, "snapshot"));
        } catch (ServiceException e) {
            faults.tell(e);
        }
    }

    public void restore() {
        try {
            snapshots.restore(admin.caller(), chosen.id());
            activity.look();
            tell(chosen.serverName() + " is being restored.", "It goes back to " + chosen.name() + ".");
        } catch (ServiceException e) {
            faults.tell(e);
        }
    }

    public void delete() {
        try {
            snapshots.delete(admin.caller(), chosen.id());
            activity.look();
            selected = null;
            tell("Snapshot " + chosen.name() + " is deleted.", "Its space is being reclaimed.");
        } catch (ServiceException e) {
            faults.tell(e);
        }
    }

    private static void tell(String summary, String detail) {
        FacesContext.getCurrentInstance().addMessage(null, new FacesMessage(summary, detail));
    }

    /** Whether there is no snapshot at all, as opposed to none that the filter lets through. */
    public boolean isUnused() {
        return inventory.count(admin.caller(), InventoryFilter.NONE) == 0;
    }

    /** Everything about the selected snapshot as it is now, or null without one. */
    public SnapshotView getDetails() {
        if (selected == null) {
            return null;
        }
        try {
            return queries.get(admin.caller(), selected.id());
        } catch (ServiceException e) {
            selected = null;
            return null;
        }
    }

    public SnapshotTable getTable() {
        return table;
    }

    public SnapshotState[] getStatuses() {
        return new SnapshotState[] {SnapshotState.IN_PROGRESS, SnapshotState.COMPLETED, SnapshotState.FAILED};
    }

    /** The snapshot that a confirmation is about. */
    public SnapshotView getChosen() {
        return chosen;
    }

    public InventoryRow getSelected() {
        return selected;
    }

    public void setSelected(InventoryRow selected) {
        this.selected = selected;
    }

    public String getServer() {
        return server;
    }

    public void setServer(String server) {
        this.server = server;
    }

    public String getAccount() {
        return account;
    }

    public void setAccount(String account) {
        this.account = account;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public SnapshotState getStatus() {
        return status;
    }

    public void setStatus(SnapshotState status) {
        this.status = status;
    }
}
