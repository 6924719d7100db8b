package org.stillframe.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.component.UIInput;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.stillframe.error.ServiceException;

/** Tells a person what the service refused, at the field that is to blame if there is one. */
@RequestScoped
public class Faults {
    @Inject
    private FacesContext faces;

    /** On top of the page. */
    void tell(ServiceException fault) {
        tell(fault, null, Map.of());
    }

    /**
     * In a form.
     *
     * @param form its id
     * @param fields the component of each of the service's fields; what is said of any other stands above the form
     */
    void tell(ServiceException fault, String form, Map<String, String> fields) {
        if (fault.fieldErrors().isEmpty()) {
            add(form, fault.code().title(), fault.getMessage());
        }
        fault.fieldErrors().forEach((field, messages) -> tell(fields.getOrDefault(field, form), messages));
        faces.validationFailed();
    }

    private void tell(String component, List<String> messages) {
        messages.forEach(message -> add(component, message, null));
        if (component != null && faces.getViewRoot().findComponent(component) instanceof UIInput input) {
            input.setValid(false);
        }
    }

    private void add(String component, String summary, String detail) {
        faces.addMessage(component, new FacesMessage(FacesMessage.SEVERITY_ERROR, summary, detail));
    }
}
