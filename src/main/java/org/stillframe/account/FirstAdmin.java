package org.stillframe.account;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Gives a new installation its first admin, whose login and token it leaves in {@code admin.env} in the data directory. */
@Startup
@Singleton
@DependsOn("DatabaseMigration")
public class FirstAdmin {
    @Inject
    private Credentials credentials;

    @Inject
    @ConfigProperty(name = "stillframe.demo", defaultValue = "false")
    private boolean demo;

    @Inject
    private DataDirectory dataDirectory;

    @Inject
    @ConfigProperty(name = "stillframe.url")
    private Optional<String> url;

    @PostConstruct
    void create() {
        if (!demo && credentials.isNewInstallation()) {
            EnvironmentFile file = new EnvironmentFile(dataDirectory.file("admin.env"));
            Map<String, String> environment = file.read();
            url.ifPresent(address -> environment.put("STILLFRAME_URL", address));
            credentials.admin(environment);
            file.write(environment);
        }
    }
}
