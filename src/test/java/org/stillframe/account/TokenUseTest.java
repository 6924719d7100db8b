package org.stillframe.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenUseTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Written written = new Written();
    private final TokenUse use = new TokenUse(written, Clock.fixed(NOW, ZoneOffset.UTC));

    /** Keeps what it is told in place of a database. */
    private static final class Written extends TokenDirectory {
        private final List<Map<Long, Instant>> times = new ArrayList<>();
        private Runnable meanwhile = () -> {};

        @Override
        public void used(Map<Long, Instant> moments) {
            meanwhile.run();
            times.add(Map.copyOf(moments));
        }
    }

    @Test
    void aTokenIsWrittenOnceHoweverOftenItIsUsedAndNotAtAllIfItIsNot() {
        use.run();
        assertThat(written.times).isEmpty();
        for (int i = 0; i < 100; i++) {
            use.note(1);
        }
        use.note(2);
        use.run();
        use.run();
        assertThat(written.times).containsExactly(Map.of(1L, NOW, 2L, NOW));
    }

    @Test
    void itIsWrittenOnceAMinute() {
        assertThat(use.pause()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenTheNextTime() {
        use.note(1);
        written.meanwhile = () -> {
            throw new IllegalStateException("The database is away");
        };
        assertThatThrownBy(use::run).isInstanceOf(IllegalStateException.class);
        written.meanwhile = () -> {};
        use.run();
        assertThat(written.times).containsExactly(Map.of(1L, NOW));
    }

    @Test
    void aUseDuringTheWritingIsNotLost() {
        use.note(1);
        written.meanwhile = () -> use.note(2);
        use.run();
        written.meanwhile = () -> {};
        use.run();
        assertThat(written.times).containsExactly(Map.of(1L, NOW), Map.of(2L, NOW));
    }
}
