package org.stillframe.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveTokensTest {
    private static final Caller OWNER = new Caller(1, "owner@example.com", 7, "first", Set.of(Scope.SNAPSHOTS_READ));

    private final AtomicLong nanoseconds = new AtomicLong(Long.MAX_VALUE - 5);
    private final LiveTokens tokens = new LiveTokens(nanoseconds::get);
    private Optional<Caller> stored = Optional.of(OWNER);
    private int questions;

    @Test
    void theDatabaseIsAskedOnceInTwoSeconds() {
        assertThat(find()).contains(OWNER);
        pass(LiveTokens.TRUSTED.toNanos() - 1);
        assertThat(find()).contains(OWNER);
        assertThat(questions).isEqualTo(1);

        pass(1);
        assertThat(find()).contains(OWNER);
        assertThat(questions).isEqualTo(2);
    }

    @Test
    void whatAnotherNodeRevokedIsRefusedTwoSecondsLater() {
        find();
        stored = Optional.empty();
        pass(LiveTokens.TRUSTED.toNanos());

        assertThat(find()).isEmpty();
    }

    @Test
    void whatThisNodeRevokedIsRefusedAtOnce() {
        find();
        stored = Optional.empty();
        tokens.forget();

        assertThat(find()).isEmpty();
    }

    @Test
    void anAnswerFromBeforeARevocationCountsForNothingAfterIt() {
        tokens.find("token", () -> {
            Optional<Caller> answer = database();
            stored = Optional.empty();
            tokens.forget();
            return answer;
        });

        assertThat(find()).isEmpty();
    }

    @Test
    void theTwoSecondsBeginWithTheQuestion() {
        tokens.find("token", () -> {
            pass(LiveTokens.TRUSTED.toNanos());
            return database();
        });
        stored = Optional.empty();

        assertThat(find()).isEmpty();
    }

    @Test
    void whatIsRefusedIsAskedForEachTime() {
        stored = Optional.empty();
        assertThat(find()).isEmpty();
        stored = Optional.of(OWNER);

        assertThat(find()).contains(OWNER);
    }

    private void pass(long time) {
        nanoseconds.addAndGet(time);
    }

    private Optional<Caller> find() {
        return tokens.find("token", this::database);
    }

    private Optional<Caller> database() {
        questions++;
        return stored;
    }
}
