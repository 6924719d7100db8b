package org.stillframe.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.error.ServiceException;
import org.stillframe.operation.Operation;
import org.stillframe.snapshot.SnapshotService;

/** The button that cancels an operation. */
@Named
@RequestScoped
public class OperationStop {
    @Inject
    private CurrentAdmin admin;

    @Inject
    private SnapshotService snapshots;

    @Inject
    private Faults faults;

    @Inject
    private Activity activity;

    @Inject
    private Wording wording;

    public void submit() {
        FacesContext faces = FacesContext.getCurrentInstance();
        String id = faces.getExternalContext().getRequestParameterMap().get("operation");
        try {
            Operation operation = snapshots.cancel(admin.caller(), id == null ? "" : id);
            activity.look();
            faces.addMessage(
                    null,
                    new FacesMessage(
                            wording.kind(operation.getKind()) + " is being cancelled.",
                            operation.getServerName() + " stays as it was."));
        } catch (ServiceException e) {
            faults.tell(e);
        }
    }
}
