package org.stillframe.account;

import jakarta.annotation.security.DeclareRoles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.CustomFormAuthenticationMechanismDefinition;
import jakarta.security.enterprise.authentication.mechanism.http.LoginToContinue;

/**
 * Declares the way into the pages: a login form and a session. web.xml names the paths that need it; the API is not among them
 * and has its own way in ({@link AuthenticationFilter}).
 */
@ApplicationScoped
@DeclareRoles(AdminIdentityStore.ADMIN)
@CustomFormAuthenticationMechanismDefinition(
        loginToContinue = @LoginToContinue(loginPage = "/login.xhtml", errorPage = "", useForwardToLogin = false))
public class AdminLogin {}
