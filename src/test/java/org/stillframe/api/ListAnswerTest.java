package org.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ListAnswerTest {
    private static final int MANY = 3500;

    private final TreeSet<Long> stored = new TreeSet<>();
    private final List<Integer> asked = new ArrayList<>();

    @Test
    void aLongListIsReadInPartsAndCountedWhileItIsWritten() {
        LongStream.rangeClosed(1, MANY).forEach(stored::add);

        JsonObject answer = stream(newestFirst());

        assertThat(ids(answer)).hasSize(MANY).startsWith(3500L, 3499L).endsWith(2L, 1L).doesNotHaveDuplicates();
        assertThat(answer.getInt("count")).isEqualTo(MANY);
        assertThat(asked).allSatisfy(most -> assertThat(most).isLessThanOrEqualTo(1001));
    }

    @Test
    void whatComesAndGoesWhileALongListIsWrittenDoesNotMakeItLie() {
        LongStream.rangeClosed(1, MANY).forEach(stored::add);
        Listing<Long> listing = Listing.newestFirst(
                stored::size,
                (id, most) -> {
                    stored.add(stored.last() + 1);
                    stored.remove(2400L);
                    stored.remove(10L);
                    return below(id, most);
                },
                id -> id);

        JsonObject answer = stream(listing);

        assertThat(answer.getInt("count")).isEqualTo(ids(answer).size()).isEqualTo(MANY - 1);
        assertThat(ids(answer)).doesNotHaveDuplicates().doesNotContain(10L).startsWith(3501L);
    }

    @Test
    void aPageOfWhatIsAtHandBeginsAfterTheLastItemOfTheOneBefore() {
        Listing<String> listing = Listing.of(List.of("a", "b", "c", "d"), item -> item);

        assertThat(listing.pages().after(null, 2)).containsExactly("a", "b");
        assertThat(listing.pages().after("b", 2)).containsExactly("c", "d");
        assertThat(listing.pages().after("d", 2)).isEmpty();
        assertThat(listing.pages().after("gone", 2)).isEmpty();
    }

    @Test
    void aKeyThatIsNoIdIsRefused() {
        assertThatThrownBy(() -> newestFirst().pages().after("x", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private Listing<Long> newestFirst() {
        return Listing.newestFirst(stored::size, this::below, id -> id);
    }

    private List<Long> below(long id, int most) {
        asked.add(most);
        return stored.headSet(id, false).descendingSet().stream().limit(most).toList();
    }

    private static JsonObject stream(Listing<Long> listing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Long> first = listing.pages().after(null, 1001);
        ListAnswer.stream(out, first, listing, id -> Json.createObjectBuilder().add("id", id).build());
        return Json.createReader(new ByteArrayInputStream(out.toByteArray())).readObject();
    }

    private static List<Long> ids(JsonObject answer) {
        return answer.getJsonArray("results").getValuesAs(JsonObject.class).stream()
                .map(item -> item.getJsonNumber("id"))
                .map(JsonNumber::longValueExact)
                .toList();
    }
}
