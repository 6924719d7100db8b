package org.stillframe.admin;

import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import org.stillframe.api.PathId;
import org.stillframe.drift.Drift;
import org.stillframe.drift.DriftLifecycle;
import org.stillframe.drift.DriftRepair;
import org.stillframe.drift.DriftService;
import org.stillframe.error.ServiceException;
import org.stillframe.server.Host;
import org.stillframe.server.HostDirectory;

/** Looking for drift, and the dialog that asks before something is done about a finding. */
@Named
@ViewScoped
public class DriftDialog implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private CurrentAdmin admin;

    @Inject
    private DriftLifecycle lifecycle;

    @Inject
    private DriftService drift;

    @Inject
    private HostDirectory hosts;

    @Inject
    private Faults faults;

    @Inject
    private Activity activity;

    private Long finding;
    private DriftRepair repair;

    /** Has every host compared with what is known of it. */
    public void look() {
        for (Host host : hosts.all()) {
            drift.reconcile(admin.caller(), host.getId());
        }
        activity.look();
        tell("The hosts are being looked at.", "What differs is listed here in a moment.");
    }

    /** Before the confirmation is asked: looks up the finding whose button was pressed. */
    public void choose() {
        finding = null;
        try {
            Map<String, String> request = FacesContext.getCurrentInstance().getExternalContext().getRequestParameterMap();
            Drift found = lifecycle.get(PathId.of(request.getOrDefault("finding", ""), "finding"));
            repair = Arrays.stream(DriftRepair.values())
                    .filter(known -> known.code().equals(request.get("repair")))
                    .filter(found.getKind().repairs()::contains)
                    .findFirst()
                    .orElseThrow(() -> PathId.notFound("repair"));
            finding = found.getId();
        } catch (ServiceException e) {
            faults.tell(e);
        }
    }

    public void submit() {
        try {
            Drift found = getChosen();
            drift.mend(admin.caller(), finding, repair);
            activity.look();
            tell("It is being seen to.", found.getServerName() + ": " + found.getKind().notice());
        } catch (ServiceException e) {
            faults.tell(e);
        }
    }

    private static void tell(String summary, String detail) {
        FacesContext.getCurrentInstance().addMessage(null, new FacesMessage(summary, detail));
    }

    /** The finding that the confirmation is about, or null. */
    public Drift getChosen() {
        return finding == null ? null : lifecycle.get(finding);
    }

    public DriftRepair getRepair() {
        return repair;
    }

    /** What the chosen repair will do. */
    public String getConsequence() {
        return finding == null ? "" : DriftWording.consequence(getChosen().getKind(), repair);
    }

    public boolean isFinal() {
        return finding != null && DriftWording.isFinal(getChosen().getKind(), repair);
    }
}
