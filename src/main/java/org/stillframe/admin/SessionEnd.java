package org.stillframe.admin;

import jakarta.faces.FacesException;
import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.ExceptionQueuedEvent;
import java.io.IOException;
import java.util.Iterator;
import org.primefaces.csp.CspException;

/** Leads a browser whose page is no longer known to the server back to where it can begin again. */
public class SessionEnd extends ExceptionHandlerWrapper {
    /** Named in faces-config.xml. */
    public static class Factory extends ExceptionHandlerFactory {
        public Factory(ExceptionHandlerFactory wrapped) {
            super(wrapped);
        }

        @Override
        public ExceptionHandler getExceptionHandler() {
            return new SessionEnd(getWrapped().getExceptionHandler());
        }
    }

    SessionEnd(ExceptionHandler wrapped) {
        super(wrapped);
    }

    @Override
    public void handle() {
        Iterator<ExceptionQueuedEvent> queued = getUnhandledExceptionQueuedEvents().iterator();
        while (queued.hasNext()) {
            Throwable cause = getRootCause(queued.next().getContext().getException());
            if (cause instanceof ViewExpiredException || cause instanceof CspException) {
                // The latter: the request carries another page's nonce, so it does not come from the page that it names.
                queued.remove();
                beginAgain(FacesContext.getCurrentInstance());
            }
        }
        getWrapped().handle();
    }

    private static void beginAgain(FacesContext faces) {
        ExternalContext external = faces.getExternalContext();
        String path = external.getUserPrincipal() == null ? "/login.xhtml?ended" : "/admin/";
        try {
            external.redirect(external.getRequestContextPath() + path);
            faces.responseComplete();
        } catch (IOException e) {
            throw new FacesException("The browser could not be led to " + path, e);
        }
    }
}
