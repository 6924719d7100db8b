package org.stillframe.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;
import org.primefaces.PrimeFaces;
import org.stillframe.api.RequestBody;
import org.stillframe.error.ServiceException;
import org.stillframe.snapshot.NewSnapshot;
import org.stillframe.snapshot.ServerChoice;
import org.stillframe.snapshot.ServerChoices;
import org.stillframe.snapshot.Snapshot;
import org.stillframe.snapshot.SnapshotLifecycle;
import org.stillframe.snapshot.SnapshotService;

/** The dialog that makes a snapshot. What it sends is checked by the rules of the API. */
@Named
@RequestScoped
public class NewSnapshotForm {
    private static final int MOST_CHOICES = 20;
    private static final String FORM = "createForm";
    private static final Map<String, String> FIELDS = Map.of(
            "server_id", "createForm:server",
            "name", "createForm:name",
            "description", "createForm:description",
            "consistency", "createForm:consistency");

    @Inject
    private CurrentAdmin admin;

    @Inject
    private ServerChoices choices;

    @Inject
    private SnapshotService snapshots;

    @Inject
    private Activity activity;

    @Inject
    private Faults faults;

    @Inject
    private FacesContext faces;

    private ServerChoice server;
    private String name;
    private String description;
    private String consistency;

    /** Servers whose name or id has that text in it. */
    public List<ServerChoice> findServers(String text) {
        return choices.find(admin.caller(), text == null ? "" : text, MOST_CHOICES);
    }

    /** Opens the dialog empty; nothing of an earlier attempt is left in it. */
    public void begin() {
        PrimeFaces.current().resetInputs(FORM);
    }

    public int getLimit() {
        return SnapshotLifecycle.LIMIT;
    }

    public void submit() {
        try {
            Snapshot snapshot = snapshots.create(admin.caller(), NewSnapshot.read(body()));
            activity.look();
            faces.addMessage(
                    null,
                    new FacesMessage(
                            "Snapshot " + snapshot.getName() + " of " + snapshot.getServer().getName() + " is being made.",
                            "It appears in the list and completes there."));
        } catch (ServiceException e) {
            faults.tell(e, FORM, FIELDS);
        }
    }

    private RequestBody body() {
        JsonObjectBuilder body = Json.createObjectBuilder();
        if (server != null) {
            body.add("server_id", server.id());
        }
        // Browsers end lines of a text area with CR LF.
        body.add("name", name == null ? "" : name.strip())
                .add("description", description == null ? "" : description.replace("\r\n", "\n").strip());
        if (consistency != null && !consistency.isEmpty()) {
            body.add("consistency", consistency);
        }
        return new RequestBody(body.build());
    }

    public ServerChoice getServer() {
        return server;
    }

    public void setServer(ServerChoice server) {
        this.server = server;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getDescription() {
        return description;
    }

    public void setDescription(String description) {
        this.description = description;
    }

    /** {@code application}, {@code crash}, or empty for the best that can be had. */
    public String getConsistency() {
        return consistency;
    }

    public void setConsistency(String consistency) {
        this.consistency = consistency;
    }
}
