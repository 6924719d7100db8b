package org.stillframe.acceptance;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.UUID;

/** An account of a test's own, made by an admin. */
record Tenant(Service service, long id, String email) {
    static final String ACCOUNTS = "/api/v1/accounts/";
    static final String TOKENS = "/api/v1/tokens/";
    static final List<String> ALL = List.of("snapshots:read", "snapshots:write", "snapshots:restore", "servers:read", "servers:power");

    static Tenant join(Service service) {
        String email = "tenant-" + UUID.randomUUID() + "@example.com";
        Answer made = service.admin().post(ACCOUNTS, account(email, "A tenant")).expect(201);
        return new Tenant(service, made.json().getInt("id"), email);
    }

    static String account(String email, String name) {
        return Json.createObjectBuilder().add("email", email).add("name", name).build().toString();
    }

    String path() {
        return ACCOUNTS + id + "/";
    }

    /** A client with a new token of this account. */
    ApiClient client(List<String> scopes) {
        Answer made = service.admin().post(TOKENS, token("of " + email, scopes, email)).expect(201);
        return new ApiClient(service.admin().url(), made.json().getString("token"));
    }

    /** @param account null to leave it out */
    static String token(String name, List<String> scopes, String account) {
        var body = Json.createObjectBuilder().add("name", name).add("scopes", Json.createArrayBuilder(scopes));
        if (account != null) {
            body.add("account", account);
        }
        return body.build().toString();
    }

    /** The id of the one token that this client sees by that name. */
    static long tokenId(ApiClient client, String name) {
        List<JsonObject> found = client.get(TOKENS).expect(200).results().stream()
                .filter(token -> token.getString("name").equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " tokens called " + name);
        }
        return found.get(0).getJsonNumber("id").longValueExact();
    }

    void disable(boolean disabled) {
        service.admin().patch(path(), "{\"disabled\": " + disabled + "}").expect(200);
    }
}
