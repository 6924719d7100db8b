package org.stillframe.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a transaction has changed the status of is written once, as it is at the end. */
class TransactionChangesTest {
    private enum Light {
        RED,
        GREEN
    }

    private final List<List<Change>> written = new ArrayList<>();
    private final List<Integer> ended = new ArrayList<>();
    private final TransactionChanges changes = new TransactionChanges(written::add, ended::add);
    private final Lamp lamp = new Lamp("lamp");
    private final Lamp other = new Lamp("other");

    private static final class Lamp implements Followed {
        private final String name;
        private Light light = Light.RED;

        private Lamp(String name) {
            this.name = name;
        }

        @Override
        public EventKind eventKind() {
            return EventKind.SERVER;
        }

        @Override
        public long ownerId() {
            return 7;
        }

        @Override
        public Light getStatus() {
            return light;
        }

        @Override
        public JsonObject item() {
            return Json.createObjectBuilder().add("id", name).add("status", light.name()).build();
        }
    }

    private List<String> statuses() {
        return written.stream()
                .flatMap(List::stream)
                .map(change -> change.item().getString("id") + " " + change.item().getString("status"))
                .toList();
    }

    @Test
    void whatDoesNotChangeIsNotWrittenAndNobodyIsTold() {
        changes.follow(lamp);

        changes.beforeCompletion();
        changes.afterCompletion(3);

        assertThat(written).isEmpty();
        assertThat(ended).isEmpty();
    }

    @Test
    void allThatChangesIsWrittenAtOnceInTheOrderInWhichItWasComeBy() {
        changes.follow(other);
        changes.follow(lamp);
        lamp.light = Light.GREEN;
        other.light = Light.GREEN;

        changes.beforeCompletion();
        changes.afterCompletion(3);

        assertThat(written).hasSize(1);
        assertThat(written.get(0)).extracting(Change::accountId).containsExactly(7L, 7L);
        assertThat(statuses()).containsExactly("other GREEN", "lamp GREEN");
        assertThat(ended).containsExactly(3);
    }

    @Test
    void theStatusAtFirstCountsHoweverOftenItIsComeBy() {
        changes.follow(lamp);
        lamp.light = Light.GREEN;
        changes.follow(lamp);

        changes.beforeCompletion();

        assertThat(statuses()).containsExactly("lamp GREEN");
    }

    @Test
    void whatChangesBackHasNotChanged() {
        changes.follow(lamp);
        lamp.light = Light.GREEN;
        lamp.light = Light.RED;

        changes.beforeCompletion();

        assertThat(written).isEmpty();
    }

    @Test
    void whatIsNewIsToldAsItIsAtTheEnd() {
        changes.begun(lamp);
        changes.follow(lamp);
        lamp.light = Light.GREEN;

        changes.beforeCompletion();

        assertThat(statuses()).containsExactly("lamp GREEN");
    }

    @Test
    void whatIsGoneIsToldAsDeleted() {
        changes.follow(lamp);
        changes.gone(lamp);

        changes.beforeCompletion();

        assertThat(statuses()).containsExactly("lamp deleted");
    }
}
