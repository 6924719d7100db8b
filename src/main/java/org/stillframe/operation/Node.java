package org.stillframe.operation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** This instance of the service, among those that share a database. The name must stay the same over its restarts. */
@ApplicationScoped
public class Node {
    @Inject
    @ConfigProperty(name = "stillframe.node", defaultValue = "node-1")
    private String name;

    public String name() {
        return name;
    }
}
