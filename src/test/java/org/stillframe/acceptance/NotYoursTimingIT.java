package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What belongs to somebody else and what does not exist take the same time to refuse. The two are asked for in turn, by the same client on
 * the same connection, so that whatever else the machine does falls on both alike.
 */
class NotYoursTimingIT {
    private static final int WARM_UP = 150;
    private static final int TIMES = 400;
    private static final double PART = 0.2;
    private static final double LEAST_MICROSECONDS = 400;

    @Test
    void notYoursAndNotThereTakeTheSameTime() throws IOException {
        try (Service service = Service.fresh("timing", Map.of("STILLFRAME_RATE_LIMIT", "0"))) {
            Answer created = service.owner().create(service.serverId(), "timed").expect(201);
            service.owner().end(created);
            String snapshot = Integer.toString(created.json().getInt("id"));
            String operation = created.header("Operation-Location").split("/")[4];
            String token = Long.toString(service.owner().get(Tenant.TOKENS).results().get(0).getInt("id"));
            String server = Long.toString(service.serverId());
            Map<String, String[]> asked = new LinkedHashMap<>();
            asked.put("GET /api/v1/snapshots/{}/", new String[] {snapshot, "999999999"});
            asked.put("GET /api/v1/servers/{}/", new String[] {server, "999999999"});
            asked.put("GET /api/v1/operations/{}/", new String[] {operation, UUID.randomUUID().toString()});
            asked.put("GET /api/v1/tokens/{}/", new String[] {token, "999999999"});
            asked.put("POST /api/v1/snapshots/{}/restore/", new String[] {snapshot, "999999999"});
            asked.put("POST /api/v1/servers/{}/start/", new String[] {server, "999999999"});
            asked.put("DELETE /api/v1/snapshots/{}/", new String[] {snapshot, "999999999"});
            asked.put("DELETE /api/v1/tokens/{}/", new String[] {token, "999999999"});
            ApiClient stranger = Tenant.join(service).client(Tenant.ALL);
            assertSoftly(softly -> asked.forEach((request, ids) -> {
                double[][] took = measure(stranger, request, ids);
                double foreign = quantile(took[0], 0.5);
                double missing = quantile(took[1], 0.5);
                System.out.printf(
                        Locale.ROOT,
                        "%-38s somebody else's p25 %5.0f p50 %5.0f p75 %5.0f us, not there p25 %5.0f p50 %5.0f p75 %5.0f us%n",
                        request, quantile(took[0], 0.25), foreign, quantile(took[0], 0.75),
                        quantile(took[1], 0.25), missing, quantile(took[1], 0.75));
                softly.assertThat(Math.abs(foreign - missing))
                        .as(request + ": medians " + foreign + " and " + missing + " microseconds")
                        .isLessThan(Math.max(LEAST_MICROSECONDS, PART * Math.min(foreign, missing)));
            }));
        }
    }

    private static double[][] measure(ApiClient client, String request, String[] ids) {
        String method = request.split(" ")[0];
        double[][] took = new double[2][TIMES];
        for (int i = -WARM_UP; i < TIMES; i++) {
            for (int which = 0; which < 2; which++) {
                // Neither always comes first.
                int kind = i % 2 == 0 ? which : 1 - which;
                String path = request.split(" ")[1].replace("{}", ids[kind]);
                long begun = System.nanoTime();
                Answer answer = method.equals("GET") ? client.get(path) : method.equals("POST") ? client.post(path) : client.delete(path);
                long ended = System.nanoTime();
                assertThat(answer.status()).isEqualTo(404);
                if (i >= 0) {
                    took[kind][i] = (ended - begun) / 1000.0;
                }
            }
        }
        return took;
    }

    private static double quantile(double[] values, double which) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) (which * (sorted.length - 1))];
    }
}
