package org.stillframe.server;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the host known whose connection URI is configured as {@code stillframe.libvirt.uri}. */
@Startup
@Singleton
@DependsOn("DatabaseMigration")
public class ConfiguredHost {
    private static final String NAME = "default";

    @Inject
    private HostDirectory hosts;

    @Inject
    @ConfigProperty(name = "stillframe.libvirt.uri")
    private Optional<String> uri;

    @PostConstruct
    void register() {
        uri.ifPresent(address -> hosts.register(NAME, address));
    }
}
