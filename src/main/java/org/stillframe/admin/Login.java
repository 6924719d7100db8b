package org.stillframe.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.SecurityContext;
import jakarta.security.enterprise.authentication.mechanism.http.AuthenticationParameters;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.stillframe.account.LoginThrottle;
import org.stillframe.api.RequestOrigin;
import org.stillframe.audit.LoginTrail;
import org.stillframe.database.DuplicateRow;

/** Lets a person into the admin pages and out again. */
@Named
@RequestScoped
public class Login {
    private static final String FORM = "/login.xhtml";
    private static final String HOME = "/admin/";

    @Inject
    private SecurityContext security;

    @Inject
    private FacesContext faces;

    @Inject
    private LoginThrottle throttle;

    @Inject
    private LoginTrail trail;

    @Inject
    private RequestOrigin origin;

    private String email;
    private String password;

    /**
     * Before the form is shown. A page whose session has ended still asks for updates; such a request must lead the whole
     * browser window here, not end in an update that cannot be read.
     */
    public void enter() throws IOException {
        if (!faces.isPostback() && faces.getPartialViewContext().isPartialRequest()) {
            redirect(FORM + "?ended");
        }
    }

    /** Checks email and password. */
    public void submit() throws IOException {
        Duration wait = attempt();
        if (!wait.isZero()) {
            tell("There were too many attempts. Try again in " + (wait.toSeconds() + 1) + " seconds.");
            return;
        }
        ExternalContext external = faces.getExternalContext();
        HttpServletRequest request = (HttpServletRequest) external.getRequest();
        // A request that was kept from before the login may be an update of a page that is no more: begin anew.
        AuthenticationStatus status = security.authenticate(
                request,
                (HttpServletResponse) external.getResponse(),
                AuthenticationParameters.withParams()
                        .credential(new UsernamePasswordCredential(email, password))
                        .newAuthentication(true));
        if (status == AuthenticationStatus.SUCCESS) {
            // A session id that somebody planted before the login is worth nothing after it.
            request.changeSessionId();
            throttle.succeeded(email, origin.address());
            trail.record(email, true);
            redirect(HOME);
        } else if (status == AuthenticationStatus.SEND_CONTINUE) {
            faces.responseComplete();
        } else {
            trail.record(email, false);
            tell("Email or password is wrong, or this account is no admin.");
        }
    }

    /** Of two that are counted for the first time at the same moment the database refuses one; that one finds it the next time. */
    private Duration attempt() {
        try {
            return throttle.attempt(email, origin.address());
        } catch (RuntimeException e) {
            if (DuplicateRow.isCauseOf(e)) {
                return throttle.attempt(email, origin.address());
            }
            throw e;
        }
    }

    private void tell(String message) {
        faces.addMessage(null, new FacesMessage(FacesMessage.SEVERITY_ERROR, message, null));
    }

    /** Ends the session. */
    public void leave() throws IOException, ServletException {
        ExternalContext external = faces.getExternalContext();
        ((HttpServletRequest) external.getRequest()).logout();
        external.invalidateSession();
        redirect(FORM + "?left");
    }

    private void redirect(String path) throws IOException {
        ExternalContext external = faces.getExternalContext();
        external.redirect(external.getRequestContextPath() + path);
        faces.responseComplete();
    }

    public String getEmail() {
        return email;
    }

    public void setEmail(String email) {
        this.email = email;
    }

    /** Never answered: what was typed is not sent back. */
    public String getPassword() {
        return null;
    }

    public void setPassword(String password) {
        this.password = password;
    }
}
