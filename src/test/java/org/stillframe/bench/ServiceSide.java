package org.stillframe.bench;

import java.util.ArrayList;
import java.util.List;

/** Drives a guest through the service's API: each step takes from sending the request to being told that it succeeded. */
final class ServiceSide implements Side {
    private static final String SNAPSHOTS = "/api/v1/snapshots/";
    private static final String OPERATIONS = "/api/v1/operations/";

    private final Api api;
    private final long server;
    private final List<Long> snapshots = new ArrayList<>();
    private String lastRestore;

    private ServiceSide(Api api, long server) {
        this.api = api;
        this.server = server;
    }

    /** Adopts the guest. */
    static ServiceSide of(Api api, String guest) {
        String body = "{\"host_id\": 1, \"domain\": \"" + guest + "\", \"account\": \"admin@example.com\"}";
        return new ServiceSide(api, Api.number(api.expect(201, "POST", "/api/v1/servers/", body).body(), "id"));
    }

    @Override
    public void create() {
        var answer = api.expect(201, "POST", SNAPSHOTS, "{\"server_id\": " + server + ", \"name\": \"bench\"}");
        api.awaitSuccess(answer.operation());
        snapshots.add(Api.number(answer.body(), "id"));
    }

    @Override
    public void restore() {
        lastRestore = api.expect(200, "POST", SNAPSHOTS + snapshots.get(0) + "/restore/", null).operation();
        api.awaitSuccess(lastRestore);
    }

    @Override
    public void undo() {
        api.awaitSuccess(api.expect(202, "POST", lastRestore + "undo/", null).operation());
    }

    /** What the newest snapshot is worth: application, crash or offline. */
    String consistency() {
        String item = api.expect(200, "GET", SNAPSHOTS + snapshots.get(snapshots.size() - 1) + "/", null).body();
        return Api.text(item, "consistency");
    }

    /** Lets go of the newest snapshot, and waits until its space is given back. */
    void delete() {
        long snapshot = snapshots.remove(snapshots.size() - 1);
        api.expect(204, "DELETE", SNAPSHOTS + snapshot + "/", null);
        String newest = api.expect(200, "GET", OPERATIONS + "?page_size=1&server_id=" + server, null).body();
        api.awaitSuccess(OPERATIONS + Api.text(newest.substring(newest.indexOf("\"results\"")), "id") + "/");
    }

    /** Whether this version of the service can undo a restore. */
    static boolean canUndo(Api api) {
        return api.expect(200, "GET", "/openapi", null).body().contains("/undo");
    }
}
