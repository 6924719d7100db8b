package org.stillframe.admin;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import org.stillframe.api.PublicAddress;

/** Has browsers send the session's cookie over TLS alone, where the service is reached over TLS. */
@WebListener
public class SecureCookies implements ServletContextListener {
    @Inject
    private PublicAddress address;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        if (address.isSecure()) {
            event.getServletContext().getSessionCookieConfig().setSecure(true);
        }
    }
}
