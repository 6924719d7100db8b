package org.stillframe.admin;

import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import org.stillframe.error.ServiceException;
import org.stillframe.snapshot.SafetyPoints;
import org.stillframe.snapshot.SnapshotService;
import org.stillframe.snapshot.UndoOffer;

/** The dialog that takes a restore back. */
@Named
@ViewScoped
public class RestoreUndo implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private CurrentAdmin admin;

    @Inject
    private SafetyPoints safetyPoints;

    @Inject
    private SnapshotService snapshots;

    @Inject
    private Faults faults;

    @Inject
    private Activity activity;

    private UndoOffer chosen;

    /** Before the confirmation is asked: looks up the restore whose button was pressed. */
    public void choose() {
        chosen = null;
        try {
            String id = FacesContext.getCurrentInstance().getExternalContext().getRequestParameterMap().get("operation");
            chosen = safetyPoints.offer(admin.caller(), id == null ? "" : id);
        } catch (ServiceException e) {
            faults.tell(e);
        }
    }

    public void submit() {
        try {
            snapshots.undo(admin.caller(), chosen.operationId());
            activity.look();
            FacesContext.getCurrentInstance().addMessage(
                    null,
                    new FacesMessage(
                            chosen.serverName() + " is being brought back.",
                            "It goes back to what it held before the " + (chosen.isOfUndo() ? "undo." : "restore.")));
        } catch (ServiceException e) {
            faults.tell(e);
        }
    }

    /** The restore that the confirmation is about. */
    public UndoOffer getChosen() {
        return chosen;
    }
}
