package org.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

class RequestBodyTest {
    private static final Pattern NAME = Pattern.compile("[a-z]{1,3}");

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 12345, Long.MAX_VALUE, Long.MIN_VALUE})
    void readsEvery64BitInteger(long number) {
        RequestBody body = body("{\"id\":" + number + "}");
        assertThat(body.requiredInteger("id")).isEqualTo(number);
        body.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"12345\"", "12.5", "12345.0", "0.0", "true", "false", "null", "[]", "[1]", "{}", "\"\"", "1e-3"})
    void anythingElseIsNoInteger(String value) {
        assertFault("{\"id\":" + value + "}", "It must be an integer.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "123456789012345678901234567890"})
    void integersBeyond64BitsAreRefused(String value) {
        assertFault("{\"id\":" + value + "}", "It must be a 64-bit integer.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999", "1e-999999999", "1E400", "1e2147483647"})
    void hugeExponentsAreRefusedAtOnce(String value) {
        RequestBody body = body("{\"id\":" + value + "}");
        assertThat(body.requiredInteger("id")).isNull();
        assertThatThrownBy(body::check).isInstanceOf(ServiceException.class);
    }

    @Test
    void aRequiredFieldMustBeThere() {
        assertFault("{}", "This field is required.");
        RequestBody body = body("{}");
        body.requiredText("name", NAME, "rule");
        assertFaults(body, Map.of("name", List.of("This field is required.")));
    }

    @Test
    void aRequiredTextMustBeAStringThatMatchesAsAWhole() {
        assertThat(body("{\"name\":\"abc\"}").requiredText("name", NAME, "rule")).isEqualTo("abc");
        for (String wrong : List.of("\"abcd\"", "\"\"", "\"ab\\n\"", "\"\\nab\"", "\"ä\"", "\"A\"")) {
            RequestBody body = body("{\"name\":" + wrong + "}");
            assertThat(body.requiredText("name", NAME, "rule")).as(wrong).isNull();
            assertFaults(body, Map.of("name", List.of("rule")));
        }
        for (String wrong : List.of("1", "true", "null", "[]", "{}")) {
            RequestBody body = body("{\"name\":" + wrong + "}");
            assertThat(body.requiredText("name", NAME, "rule")).as(wrong).isNull();
            assertFaults(body, Map.of("name", List.of("It must be a string.")));
        }
    }

    @Test
    void optionalFieldsMayBeLeftOutOrNull() {
        for (String json : List.of("{}", "{\"it\":null}")) {
            RequestBody body = body(json);
            assertThat(body.optionalText("it", 10)).isNull();
            assertThat(body.optionalChoice("it", List.of("a"))).isNull();
            assertThat(body.optionalInteger("it", 1)).isNull();
            assertThat(body.optionalObject("it")).isNull();
            body.check();
        }
    }

    @Test
    void lengthsCountCodePoints() {
        String twoEmoji = "\"\uD83D\uDE00\uD83D\uDE00\"";
        assertThat(body("{\"it\":" + twoEmoji + "}").optionalText("it", 2)).hasSize(4);
        RequestBody tooLong = body("{\"it\":" + twoEmoji + "}");
        tooLong.optionalText("it", 1);
        assertFaults(tooLong, Map.of("it", List.of("It must have at most 1 characters.")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\b", "\\r", "\\u001f", "\\u007f", "\\ud800", "\\udc00", "\\udc00\\ud800", "a\\ud83d!"})
    void controlCharactersAndLoneSurrogatesAreRefused(String text) {
        RequestBody body = body("{\"it\":\"" + text + "\"}");
        assertThat(body.optionalText("it", 100)).isNull();
        assertFaults(body, Map.of("it", List.of("It must not contain control characters other than tab and newline.")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\tb\\nc", "\\ud83d\\ude00", "äöü 漢字 ; ' \\\" -- <script>", ""})
    void everyOtherTextIsKept(String text) {
        RequestBody body = body("{\"it\":\"" + text + "\"}");
        assertThat(body.optionalText("it", 100)).isEqualTo(Json.createReader(new StringReader("[\"" + text + "\"]")).readArray().getString(0));
        body.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "[]", "{}"})
    void anOptionalTextMustBeAString(String value) {
        RequestBody body = body("{\"it\":" + value + "}");
        body.optionalText("it", 100);
        assertFaults(body, Map.of("it", List.of("It must be a string.")));
    }

    @Test
    void anIntegerMayHaveBothBounds() {
        for (long fine : new long[] {1, 10}) {
            RequestBody body = body("{\"it\":" + fine + "}");
            assertThat(body.optionalInteger("it", 1, 10)).isEqualTo(fine);
            body.check();
        }
        assertThat(body("{}").optionalInteger("it", 1, 10)).isNull();
        RequestBody above = body("{\"it\":11}");
        above.optionalInteger("it", 1, 10);
        assertFaults(above, Map.of("it", List.of("It must be at most 10.")));
        RequestBody below = body("{\"it\":0}");
        below.optionalInteger("it", 1, 10);
        assertFaults(below, Map.of("it", List.of("It must be at least 1.")));
    }

    @Test
    void whatWasSentIsKnownAlsoIfItIsNull() {
        assertThat(body("{\"it\":null}").has("it")).isTrue();
        assertThat(body("{}").has("it")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "abc", " a ", "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", "äöü", "<b>", "a\u2028"})
    void aNameIsAnyPrintableText(String text) {
        RequestBody body = new RequestBody(Json.createObjectBuilder().add("it", text).build());
        assertThat(body.requiredName("it", 3)).isEqualTo(text);
        body.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "   ", "abcd", "a\nb", "\u0000", "a\u007f", "\ud800", "\u0085a"})
    void anyOtherTextIsNoName(String text) {
        RequestBody body = new RequestBody(Json.createObjectBuilder().add("it", text).build());
        assertThat(body.requiredName("it", 3)).isNull();
        assertFaults(body, Map.of("it", List.of("It must have 1 to 3 printable characters.")));
    }

    @Test
    void aBooleanIsTrueOrFalse() {
        assertThat(body("{\"it\":true}").requiredBoolean("it")).isTrue();
        assertThat(body("{\"it\":false}").requiredBoolean("it")).isFalse();
        for (String wrong : List.of("null", "0", "1", "\"true\"", "[]", "{}")) {
            RequestBody body = body("{\"it\":" + wrong + "}");
            assertThat(body.requiredBoolean("it")).as(wrong).isNull();
            assertFaults(body, Map.of("it", List.of("It must be true or false.")));
        }
        RequestBody missing = body("{}");
        missing.requiredBoolean("it");
        assertFaults(missing, Map.of("it", List.of("This field is required.")));
    }

    @Test
    void choicesAreAnArrayOfTheirTexts() {
        List<String> choices = List.of("read", "write");
        assertThat(body("{\"it\":[\"write\",\"read\",\"read\"]}").requiredChoices("it", choices)).containsExactly("write", "read", "read");
        for (String wrong : List.of("null", "\"read\"", "[]", "{}", "true")) {
            RequestBody body = body("{\"it\":" + wrong + "}");
            assertThat(body.requiredChoices("it", choices)).as(wrong).isNull();
            assertFaults(body, Map.of("it", List.of("It must be an array of at least one text.")));
        }
        for (String wrong : List.of("[\"READ\"]", "[\"read\",1]", "[null]", "[[\"read\"]]", "[\"read write\"]")) {
            RequestBody body = body("{\"it\":" + wrong + "}");
            assertThat(body.requiredChoices("it", choices)).as(wrong).isNull();
            assertFaults(body, Map.of("it", List.of("It must hold nothing but these: read, write.")));
        }
        RequestBody missing = body("{}");
        missing.requiredChoices("it", choices);
        assertFaults(missing, Map.of("it", List.of("This field is required.")));
    }

    @Test
    void aChoiceIsOneOfItsTexts() {
        assertThat(body("{\"it\":\"crash\"}").optionalChoice("it", List.of("application", "crash"))).isEqualTo("crash");
        for (String wrong : List.of("\"CRASH\"", "\"\"", "1", "[\"crash\"]")) {
            RequestBody body = body("{\"it\":" + wrong + "}");
            body.optionalChoice("it", List.of("application", "crash"));
            assertFaults(body, Map.of("it", List.of("It must be one of application, crash.")));
        }
    }

    @Test
    void faultsOfInnerObjectsAreToldUnderTheirPath() {
        RequestBody body = body("{\"plan\":{\"id\":0,\"name\":5}}");
        RequestBody plan = body.optionalObject("plan");
        plan.optionalInteger("id", 1);
        plan.optionalText("name", 10);
        body.include("plan", plan);
        assertFaults(
                body, Map.of("plan.id", List.of("It must be at least 1."), "plan.name", List.of("It must be a string.")));
    }

    @Test
    void allFaultsAreToldAtOnce() {
        RequestBody body = body("{\"id\":\"1\",\"name\":\"A\"}");
        body.requiredInteger("id");
        body.requiredText("name", NAME, "rule");
        assertFaults(body, Map.of("id", List.of("It must be an integer."), "name", List.of("rule")));
    }

    private static void assertFault(String json, String message) {
        RequestBody body = body(json);
        assertThat(body.requiredInteger("id")).isNull();
        assertFaults(body, Map.of("id", List.of(message)));
    }

    private static void assertFaults(RequestBody body, Map<String, List<String>> faults) {
        assertThatThrownBy(body::check).isInstanceOfSatisfying(ServiceException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID);
            assertThat(e.fieldErrors()).isEqualTo(faults);
        });
    }

    private static RequestBody body(String json) {
        return new RequestBody(Json.createReader(new StringReader(json)).readObject());
    }
}
