package org.stillframe.idempotency;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * Tells whether two bodies are the same JSON value: neither white space nor the order of an object's members counts. Numbers are
 * told apart as the API does: {@code 12345} is an integer, {@code 12345.0} is none. What is not JSON is compared byte for byte.
 */
final class Fingerprint {
    private Fingerprint() {}

    /** 64 hexadecimal digits. */
    static String of(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical(body)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static byte[] canonical(byte[] body) {
        try (JsonParser parser = Json.createParser(new StringReader(decode(body)))) {
            parser.next();
            StringBuilder text = new StringBuilder("json:");
            write(parser.getValue(), text);
            return parser.hasNext() ? body : text.toString().getBytes(StandardCharsets.UTF_8);
        } catch (JsonException | CharacterCodingException e) {
            return body;
        } catch (RuntimeException | StackOverflowError e) {
            // The parser tells some of its limits (depth, length of a number) by other exceptions.
            return body;
        }
    }

    private static String decode(byte[] body) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    }

    private static void write(JsonValue value, StringBuilder text) {
        switch (value.getValueType()) {
            case OBJECT -> {
                text.append('{');
                new TreeMap<>((JsonObject) value).forEach((name, member) -> {
                    text.append(Json.createValue(name)).append(':');
                    write(member, text);
                    text.append(',');
                });
                text.append('}');
            }
            case ARRAY -> {
                text.append('[');
                for (JsonValue element : (JsonArray) value) {
                    write(element, text);
                    text.append(',');
                }
                text.append(']');
            }
            case STRING -> text.append(Json.createValue(((JsonString) value).getString()));
            case NUMBER -> text.append(((JsonNumber) value).bigDecimalValue());
            case TRUE, FALSE, NULL -> text.append(value.getValueType());
        }
    }
}
