package org.stillframe.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.component.UIComponent;
import jakarta.faces.context.FacesContext;
import jakarta.faces.convert.Converter;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.api.PathId;
import org.stillframe.error.ServiceException;
import org.stillframe.snapshot.ServerChoice;
import org.stillframe.snapshot.ServerChoices;

/** Servers by their id. */
@Named
@RequestScoped
public class ServerChoiceConverter implements Converter<ServerChoice> {
    @Inject
    private CurrentAdmin admin;

    @Inject
    private ServerChoices choices;

    /** The server, or null if there is none with that id: the service then says that one is needed. */
    @Override
    public ServerChoice getAsObject(FacesContext context, UIComponent component, String id) {
        if (id == null || id.isBlank()) {
            return null;
        }
        try {
            return choices.get(admin.caller(), PathId.of(id, "server"));
        } catch (ServiceException e) {
            return null;
        }
    }

    @Override
    public String getAsString(FacesContext context, UIComponent component, ServerChoice server) {
        return server == null ? "" : Long.toString(server.id());
    }
}
