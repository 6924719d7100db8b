package org.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

class QueryParametersTest {
    @Test
    void whatIsLeftOutIsEmpty() {
        assertThat(given().text("name")).isEmpty();
        assertThat(given().integer("server_id")).isEmpty();
        assertThat(given().oneOf("status", List.of("active"))).isEmpty();
    }

    @Test
    void readsWhatIsGivenOnce() {
        assertThat(given(" a b ").text("it")).contains(" a b ");
        assertThat(given("-9223372036854775808").integer("it")).contains(Long.MIN_VALUE);
        assertThat(given("9223372036854775807").integer("it")).contains(Long.MAX_VALUE);
        assertThat(given("007").integer("it")).contains(7L);
        assertThat(given("stopped").oneOf("it", List.of("active", "stopped"))).contains("stopped");
    }

    @Test
    void refusesAnEmptyOrRepeatedParameter() {
        assertRefused("It must not be empty.", parameters -> parameters.text("it"), "");
        assertRefused("It must not be empty.", parameters -> parameters.integer("it"), "");
        assertRefused("It must be given once.", parameters -> parameters.text("it"), "a", "a");
        assertRefused("It must be given once.", parameters -> parameters.integer("it"), "1", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1.0", "1e3", "+1", " 1", "0x10", "--1", "１", "99999999999999999999", "1,2"})
    void refusesWhatIsNoInteger(String value) {
        assertRefused("It must be an integer.", parameters -> parameters.integer("it"), value);
    }

    @Test
    void refusesIntegersBeyond64Bits() {
        assertRefused("It must be a 64-bit integer.", parameters -> parameters.integer("it"), "9223372036854775808");
    }

    @Test
    void readsAMomentWithAnyOffset() {
        Instant moment = Instant.parse("2025-01-15T18:30:00Z");
        assertThat(given("2025-01-15T18:30:00Z").moment("it")).contains(moment);
        assertThat(given("2025-01-15T20:30:00+02:00").moment("it")).contains(moment);
        assertThat(given("2025-01-15T20:30:00 02:00").moment("it")).contains(moment);
        assertThat(given("2025-01-15T18:30:00.25Z").moment("it")).contains(moment.plusMillis(250));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "yesterday", "2025-01-15", "2025-01-15T18:30:00", "2025-02-30T00:00:00Z", "0000-12-31T00:00:00Z",
        "+10000-01-01T00:00:00Z", "1736965800", "0001-01-01T00:00:00+18:00"
    })
    void refusesWhatIsNoMoment(String value) {
        assertRefused(
                "It must be a time as in 2025-01-15T18:30:00Z, within the years 1 to 9999.", p -> p.moment("it"), value);
    }

    @Test
    void keepsIntegersWithinTheirBounds() {
        assertThat(given("1").integer("it", 1, 1000)).contains(1L);
        assertThat(given("1000").integer("it", 1, 1000)).contains(1000L);
        assertRefused("It must be between 1 and 1000.", p -> p.integer("it", 1, 1000), "0");
        assertRefused("It must be between 1 and 1000.", p -> p.integer("it", 1, 1000), "1001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\u001b", "\ud800"})
    void refusesTextThatNothingIsWrittenIn(String value) {
        assertRefused("It must not hold control characters or halves of characters.", p -> p.text("it"), value);
    }

    @Test
    void looksForNothingWhereNothingCanBeCalledSo() {
        Pattern name = Pattern.compile("[a-z]+");
        assertThat(given("abc").matching("it", name)).contains("abc");
        assertThat(given("a\0b").matching("it", name)).contains("");
    }

    @Test
    void namesTheChoicesOfAnEnum() {
        assertThat(given("in_progress").oneOf("it", Choice.values())).contains(Choice.IN_PROGRESS);
        assertRefused("It must be one of in_progress, done.", p -> p.oneOf("it", Choice.values()), "IN_PROGRESS");
    }

    private enum Choice {
        IN_PROGRESS,
        DONE
    }

    @Test
    void namesTheChoices() {
        assertRefused("It must be one of active, stopped.", p -> p.oneOf("it", List.of("active", "stopped")), "ACTIVE");
    }

    private static void assertRefused(String message, Function<QueryParameters, Object> read, String... values) {
        assertThatThrownBy(() -> read.apply(given(values))).isInstanceOfSatisfying(ServiceException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID);
            assertThat(e.fieldErrors()).containsOnlyKeys("it").containsEntry("it", List.of(message));
            assertThat(e.getMessage()).contains("query parameter it");
        });
    }

    private static QueryParameters given(String... values) {
        MultivaluedMap<String, String> parameters = new MultivaluedHashMap<>();
        if (values.length > 0) {
            parameters.put("it", List.of(values));
        }
        return new QueryParameters((UriInfo) Proxy.newProxyInstance(
                UriInfo.class.getClassLoader(), new Class<?>[] {UriInfo.class}, (proxy, method, arguments) -> parameters));
    }
}
