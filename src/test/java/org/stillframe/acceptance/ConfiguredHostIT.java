package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The host that the configuration names, beside what admins say of hosts. */
class ConfiguredHostIT {
    private static final String HOSTS = "/api/v1/hosts/";
    private static final String URI = "simulated:///nowhere/configured";

    @Test
    void aRenamedHostKeepsItsNameAndARemovedOneComesBackAtTheNextStart() throws IOException {
        try (Service service = Service.fresh("configured-host", Map.of("STILLFRAME_LIBVIRT_URI", URI))) {
            JsonObject configured = find(service);
            assertThat(configured.getString("name")).isEqualTo("default");
            service.admin().patch(HOSTS + configured.getInt("id") + "/", "{\"name\": \"kvm-01\"}").expect(200);

            service.kill();
            service.start();

            JsonObject found = find(service);
            assertThat(found.getInt("id")).isEqualTo(configured.getInt("id"));
            assertThat(found.getString("name")).isEqualTo("kvm-01");
            service.admin().delete(HOSTS + configured.getInt("id") + "/").expect(204);

            service.kill();
            service.start();

            JsonObject back = find(service);
            assertThat(back.getInt("id")).isNotEqualTo(configured.getInt("id"));
            assertThat(back.getString("name")).isEqualTo("default");
        }
    }

    /** The one host with that URI. */
    private static JsonObject find(Service service) {
        return service.admin().get(HOSTS).expect(200).results().stream()
                .filter(host -> host.getString("uri").equals(URI))
                .reduce((one, other) -> {
                    throw new AssertionError("There are two: " + one + ", " + other);
                })
                .orElseThrow();
    }
}
