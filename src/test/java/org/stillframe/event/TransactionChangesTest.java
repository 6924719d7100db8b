package org.stillframe.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a transaction has changed the status of is written once, as it is at the end. */
class TransactionChangesTest {
    private enum Light {
        RED,
        GREEN
    }

    private final TransactionChanges changes = new TransactionChanges();
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
        return changes.take().stream()
                .map(change -> change.item().getString("id") + " " + change.item().getString("status"))
                .toList();
    }

    @Test
    void whatDoesNotChangeIsNotTold() {
        changes.follow(lamp);

        assertThat(changes.take()).isEmpty();
    }

    @Test
    void allThatChangesIsToldInTheOrderInWhichItWasComeByAndOnce() {
        changes.follow(other);
        changes.follow(lamp);
        lamp.light = Light.GREEN;
        other.light = Light.GREEN;

        assertThat(statuses()).containsExactly("other GREEN", "lamp GREEN");
        assertThat(statuses()).isEmpty();
    }

    @Test
    void onlyWhenTheOutermostCallHasReturnedIsItLeft() {
        changes.enter();
        changes.enter();
        changes.leave();
        assertThat(changes.isLeft()).isFalse();
        changes.leave();
        assertThat(changes.isLeft()).isTrue();
    }

    @Test
    void theStatusAtFirstCountsHoweverOftenItIsComeBy() {
        changes.follow(lamp);
        lamp.light = Light.GREEN;
        changes.follow(lamp);

        assertThat(statuses()).containsExactly("lamp GREEN");
    }

    @Test
    void whatChangesBackHasNotChanged() {
        changes.follow(lamp);
        lamp.light = Light.GREEN;
        lamp.light = Light.RED;

        assertThat(statuses()).isEmpty();
    }

    @Test
    void whatIsNewIsToldAsItIsAtTheEnd() {
        changes.begun(lamp);
        changes.follow(lamp);
        lamp.light = Light.GREEN;

        assertThat(statuses()).containsExactly("lamp GREEN");
    }

    @Test
    void whatIsGoneIsToldAsDeleted() {
        changes.follow(lamp);
        changes.gone(lamp);

        assertThat(statuses()).containsExactly("lamp deleted");
    }
}
