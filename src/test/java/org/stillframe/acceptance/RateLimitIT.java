package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.stillframe.Postgres;

/** Two nodes on one PostgreSQL keep a token to one limit. */
class RateLimitIT {
    private static final int PER_MINUTE = 120;
    private static final int BURST = 20;
    /** What each node may give out before it tells the other. */
    private static final int UNTOLD = 1;
    private static final Duration FULL_AGAIN = Duration.ofSeconds(BURST * 60 / PER_MINUTE + 5);

    private static Postgres database;
    private static Service first;
    private static Service second;

    @BeforeAll
    static void start() throws IOException {
        database = Postgres.start();
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("STILLFRAME_RATE_LIMIT", Integer.toString(PER_MINUTE));
        first = Service.fresh("rate-first", settings);
        second = first.joinedBy("rate-second", Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {second, first, database}) {
            if (part != null) {
                part.close();
            }
        }
    }

    @Test
    void aTokenIsKeptToItsLimitOnAllNodesTogetherAndMayGoOnAfterRetryAfter() throws Exception {
        ApiClient one = first.owner();
        ApiClient two = second.owner();
        await().atMost(Duration.ofMinutes(1)).pollInterval(FULL_AGAIN).until(() -> remaining(one.get(SNAPSHOTS)) >= BURST - 2);

        long begun = System.nanoTime();
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 3 * BURST; i++) {
            answers.add((i % 2 == 0 ? one : two).get(SNAPSHOTS));
        }
        long filled = (System.nanoTime() - begun) * PER_MINUTE / Duration.ofMinutes(1).toNanos() + 1;

        long served = answers.stream().filter(answer -> answer.status() == 200).count();
        assertThat(served).isBetween(BURST - 2L - 2 * UNTOLD, BURST + filled + 2 * UNTOLD);
        List<Answer> refused = answers.stream().filter(answer -> answer.status() != 200).toList();
        assertThat(refused).isNotEmpty().allSatisfy(answer -> {
            answer.expectProblem(429, "rate_limited");
            assertThat(answer.header("RateLimit-Remaining")).isEqualTo("0");
            assertThat(Long.parseLong(answer.header("Retry-After"))).isPositive();
        });
        first.admin().get(SNAPSHOTS).expect(200);

        // As long as it says and no longer: a client that does as it is told must be served.
        TimeUnit.SECONDS.sleep(Long.parseLong(refused.get(refused.size() - 1).header("Retry-After")));
        one.get(SNAPSHOTS).expect(200);
    }

    @Test
    void everyAnswerToATokenTellsWhatIsLeft() {
        Answer answer = second.other().get("/api/v1/account/me/").expect(200);
        assertThat(answer.header("RateLimit-Limit")).isEqualTo(Integer.toString(PER_MINUTE));
        assertThat(remaining(answer)).isBetween(1L, (long) BURST);
        assertThat(Long.parseLong(answer.header("RateLimit-Reset"))).isBetween(0L, FULL_AGAIN.toSeconds());
        Answer missing = second.other().get(SNAPSHOTS + "999999/").expectProblem(404, "not_found");
        assertThat(missing.header("RateLimit-Remaining")).isNotNull();
        Answer stranger = new ApiClient(second.owner().url(), "no-token").get(SNAPSHOTS).expectProblem(401, "authentication_failed");
        assertThat(stranger.header("RateLimit-Limit")).isNull();
    }

    private static long remaining(Answer answer) {
        return Long.parseLong(answer.header("RateLimit-Remaining"));
    }
}
