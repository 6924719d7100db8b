package org.stillframe.fuzz;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;

/** Draws values for a schema: what it allows, what it nearly allows, and what nobody should send. */
final class Values {
    private static final int SIZE = 1000;
    private static final RandomGenerator<String> TEXTS = generator(Arbitraries.strings().all().ofMaxLength(40));
    private static final RandomGenerator<String> WORDS =
            generator(Arbitraries.strings().withCharRange('a', 'z').numeric().withChars("-_").ofMinLength(1).ofMaxLength(24));
    private static final RandomGenerator<BigInteger> NUMBERS =
            generator(Arbitraries.bigIntegers().between(BigInteger.ONE.shiftLeft(70).negate(), BigInteger.ONE.shiftLeft(70)));
    private static final List<String> NASTY = List.of(
            "", " ", "\u0000", "a\u0000b", "\r\n", "\t", "\u001b[31m", "\u202egnp", "\ud83d\ude00", "\ud800", "a\udc00", "\uffff", "e\u0301",
            "'; drop table snapshot; --", "' or '1'='1", "%", "%00", "_%", "\\", "\"", "../../etc/passwd", "..\\..\\", "<script>alert(1)</script>",
            "${jndi:ldap://localhost/x}", "#{7*7}", "{{7*7}}", "$(id)", "`id`", "|id", "null", "true", "NaN", "-0", "1e309", "0x10",
            "9223372036854775807", "9223372036854775808", "-9223372036854775809", "2025-13-45T99:99:99Z", "2025-01-15", "0000-00-00T00:00:00Z",
            "+999999999-12-31T23:59:59Z", "2025-01-15T18:30:00+99:99", "x".repeat(101), "x".repeat(1001), "\u00e4".repeat(300), "x".repeat(5000));
    private static final List<String> NUMERALS = List.of(
            "0", "-0", "-1", "1", "2", "5", "60", "61", "1000", "1001", "3650", "3651", "2147483647", "2147483648", "-2147483649",
            "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "1.0", "0.5", "1e3", "1e-3",
            "1e400", "-1e999999999", "123456789012345678901234567890", "9".repeat(400));
    private static final Set<String> TARGETS = Set.of("uri", "url");

    private final Known known;

    Values(Known known) {
        this.known = known;
    }

    private static <T> RandomGenerator<T> generator(Arbitrary<T> arbitrary) {
        return arbitrary.generator(SIZE, true);
    }

    /** Any characters at all. */
    String text(Random random) {
        return random.nextInt(3) == 0 ? NASTY.get(random.nextInt(NASTY.size())) : TEXTS.next(random).value();
    }

    private String word(Random random) {
        return WORDS.next(random).value();
    }

    String numeral(Random random) {
        return random.nextBoolean() ? NUMERALS.get(random.nextInt(NUMERALS.size())) : NUMBERS.next(random).value().toString();
    }

    /** A value as it stands in a path, a query or a header, not encoded yet. */
    String plain(String name, Map<String, Object> schema, Random random) {
        int kind = random.nextInt(10);
        if (kind < 5) {
            return valid(name, schema, random);
        }
        return kind < 8 ? text(random) : numeral(random);
    }

    /** A value that the schema allows, as text. */
    String valid(String name, Map<String, Object> schema, Random random) {
        if (known.has(name)) {
            return known.any(name, random);
        }
        if (schema.get("enum") instanceof List<?> choices) {
            return String.valueOf(choices.get(random.nextInt(choices.size())));
        }
        return switch (String.valueOf(schema.get("type"))) {
            case "integer" -> Long.toString(integer(schema, random));
            case "boolean" -> Boolean.toString(random.nextBoolean());
            default -> switch (String.valueOf(schema.get("format"))) {
                case "date-time" -> moment(random);
                case "email" -> word(random) + "@example.com";
                default -> word(random);
            };
        };
    }

    private static long integer(Map<String, Object> schema, Random random) {
        long least = schema.get("minimum") instanceof Number number ? number.longValue() : 0;
        long most = schema.get("maximum") instanceof Number number ? number.longValue() : least + 50;
        return least + random.nextLong(Math.max(1, Math.min(most - least, 50) + 1));
    }

    private static String moment(Random random) {
        return "20%02d-0%d-1%dT0%d:00:00%s".formatted(
                20 + random.nextInt(10), 1 + random.nextInt(9), random.nextInt(10), random.nextInt(10), random.nextBoolean() ? "Z" : "+01:00");
    }

    /** A body for the schema, in which now and then something is wrong. */
    JsonValue body(Map<String, Object> schema, Schemas schemas, Random random) {
        int wrongOnes = Math.max(0, random.nextInt(4) - 1);
        return json("", schema, schemas, random, wrongOnes == 0 ? 0 : wrongOnes * 0.2);
    }

    private JsonValue json(String name, Map<String, Object> schema, Schemas schemas, Random random, double wrong) {
        if (random.nextDouble() < wrong && !name.isEmpty() && !TARGETS.contains(name)) {
            return anything(random, 0);
        }
        if (TARGETS.contains(name)) {
            return random.nextDouble() < wrong ? noTarget(random) : Json.createValue(known.any(name, random));
        }
        if (Boolean.TRUE.equals(schema.get("nullable")) && random.nextInt(8) == 0) {
            return JsonValue.NULL;
        }
        return switch (String.valueOf(schema.get("type"))) {
            case "object" -> object(schema, schemas, random, wrong);
            case "array" -> array(name, schema, schemas, random, wrong);
            case "integer" -> known.has(name)
                    ? Json.createValue(Long.parseLong(known.any(name, random)))
                    : Json.createValue(integer(schema, random));
            case "number" -> Json.createValue(random.nextDouble());
            case "boolean" -> random.nextBoolean() ? JsonValue.TRUE : JsonValue.FALSE;
            default -> {
                String text = valid(name, schema, random);
                yield text.equals("null") ? JsonValue.NULL : Json.createValue(text);
            }
        };
    }

    /** No host's address and no receiver's: what is one would be called. */
    private JsonValue noTarget(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Json.createValue("ftp://" + word(random));
            case 1 -> Json.createValue(" " + text(random));
            case 2 -> Json.createValue("simulated://x:y@" + word(random) + "/");
            default -> anything(random, 3);
        };
    }

    private JsonValue object(Map<String, Object> schema, Schemas schemas, Random random, double wrong) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        List<?> required = schema.get("required") instanceof List<?> list ? list : List.of();
        schemas.properties(schema).forEach((name, property) -> {
            boolean there = required.contains(name) ? random.nextDouble() >= wrong / 4 : random.nextInt(3) > 0;
            if (there) {
                object.add(name, json(name, property, schemas, random, wrong));
            }
        });
        if (random.nextDouble() < wrong) {
            object.add(text(random), anything(random, 0));
        }
        return object.build();
    }

    private JsonValue array(String name, Map<String, Object> schema, Schemas schemas, Random random, double wrong) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            array.add(json(name, schemas.items(schema), schemas, random, wrong));
        }
        return array.build();
    }

    /** Any JSON value. */
    JsonValue anything(Random random, int depth) {
        return switch (random.nextInt(depth > 2 ? 5 : 7)) {
            case 0 -> JsonValue.NULL;
            case 1 -> random.nextBoolean() ? JsonValue.TRUE : JsonValue.FALSE;
            case 2 -> Json.createValue(random.nextDouble() * 1e6);
            case 3 -> Json.createValue(NUMBERS.next(random).value());
            case 4 -> Json.createValue("x" + text(random));
            case 5 -> Json.createArrayBuilder().add(anything(random, depth + 1)).add(anything(random, depth + 1)).build();
            default -> Json.createObjectBuilder().add(text(random), anything(random, depth + 1)).build();
        };
    }
}
