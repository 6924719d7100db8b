package org.stillframe.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The services that are compared, all up at once, with the same accounts and tokens and with different numbers of snapshots. */
final class Sites implements AutoCloseable {
    private static final String SCOPES = "[\"snapshots:read\", \"snapshots:write\", \"servers:read\"]";

    private final ApiSettings settings;
    private final Path directory;
    private final Store store;
    private final List<Instance> started = new ArrayList<>();
    private final List<Site> sites = new ArrayList<>();
    private Owner measured;
    private Owner large;
    private Owner creator;

    /** An account, and a token of it. */
    record Owner(long id, String token) {}

    private Sites(ApiSettings settings, String kind) throws IOException {
        this.settings = settings;
        this.directory = settings.directory().resolve(kind);
        this.store = Store.of(kind);
    }

    /**
     * Fills and starts them all.
     *
     * @param servers how many each has to make snapshots of
     */
    static Sites start(ApiSettings settings, String kind, int servers) throws IOException, SQLException {
        Sites sites = new Sites(settings, kind);
        try {
            sites.begin(servers);
            return sites;
        } catch (IOException | SQLException | RuntimeException e) {
            sites.close();
            throw e;
        }
    }

    private void begin(int servers) throws IOException, SQLException {
        Instance first = instance("");
        launch(first);
        Api admin = first.await();
        measured = owner(admin, "measured@bench.example.com");
        large = owner(admin, "large@bench.example.com");
        creator = owner(admin, Site.CREATOR);
        first.stop();
        for (long size : settings.sizes()) {
            System.out.println("Filling a database with " + size + " snapshots");
            String name = Long.toString(size);
            store.copyFirst(name);
            Instance instance = instance(name);
            Command.run("cp", "-r", first.directory().toString(), instance.directory().toString());
            Population population = store.population(size);
            try (Connection connection = store.connect(name, instance.directory())) {
                population.fill(connection, measured.id(), large.id());
                store.tidy(connection);
            }
            sites.add(new Site(instance, population));
        }
        for (Site site : sites) {
            System.out.println("Starting the service with " + site.population().snapshots() + " snapshots");
            launch(site.instance());
            site.adopt(servers);
        }
    }

    private Instance instance(String name) throws IOException {
        Files.createDirectories(directory);
        return new Instance(settings.home(), directory.resolve(name.isEmpty() ? "first" : name), store.settings(name));
    }

    private void launch(Instance instance) {
        started.add(instance);
        instance.start();
    }

    private static Owner owner(Api admin, String email) {
        String account = admin.expect(201, "POST", "/api/v1/accounts/", "{\"email\": \"" + email + "\", \"name\": \"Bench\"}").body();
        String token = admin.expect(201, "POST", "/api/v1/tokens/",
                        "{\"name\": \"bench\", \"scopes\": " + SCOPES + ", \"account\": \"" + email + "\"}").body();
        return new Owner(Api.number(account, "id"), Api.text(token, "token"));
    }

    List<Site> all() {
        return sites;
    }

    Owner measured() {
        return measured;
    }

    Owner large() {
        return large;
    }

    Owner creator() {
        return creator;
    }

    @Override
    public void close() throws IOException {
        started.forEach(Instance::kill);
        store.close();
    }
}
