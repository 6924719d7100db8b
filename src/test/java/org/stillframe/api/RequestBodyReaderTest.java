package org.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

class RequestBodyReaderTest {
    private static final MediaType JSON = MediaType.APPLICATION_JSON_TYPE;

    @Test
    void readsAnObject() throws IOException {
        assertThat(read(JSON, "{\"id\": 5}".getBytes(StandardCharsets.UTF_8)).requiredInteger("id")).isEqualTo(5);
    }

    @Test
    void takesABodyWithoutContentTypeForJson() throws IOException {
        assertThat(read(null, "{\"id\": 5}".getBytes(StandardCharsets.UTF_8)).requiredInteger("id")).isEqualTo(5);
    }

    @Test
    void theLastOfDuplicateMembersCounts() throws IOException {
        assertThat(read(JSON, "{\"id\":5,\"id\":6}".getBytes(StandardCharsets.UTF_8)).requiredInteger("id")).isEqualTo(6);
    }

    @Test
    void aBodyThatStopsHalfwayIsTheClientsFault() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("The other end is gone");
            }
        };

        assertThatThrownBy(() -> RequestBodyReader.read(broken, 10))
                .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/html", "application/xml", "multipart/form-data", "application/jsonp"})
    void refusesOtherMediaTypes(String type) {
        String[] parts = type.split("/");
        assertRefused(ErrorCode.UNSUPPORTED_MEDIA_TYPE, new MediaType(parts[0], parts[1]), "{}".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{}]", "1", "\"text\"", "true", "null", " [1, 2] "})
    void refusesJsonThatIsNoObject(String json) {
        assertRefused(ErrorCode.INVALID, JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource
    void refusesWhatIsNotJsonInUtf8(String what, byte[] bytes) {
        assertRefused(ErrorCode.MALFORMED_JSON, JSON, bytes);
    }

    static Stream<Arguments> refusesWhatIsNotJsonInUtf8() {
        return Stream.of(
                arguments("empty", new byte[0]),
                arguments("blank", "  \n".getBytes(StandardCharsets.UTF_8)),
                arguments("cut off", "{\"id\":".getBytes(StandardCharsets.UTF_8)),
                arguments("two objects", "{} {}".getBytes(StandardCharsets.UTF_8)),
                arguments("trailing comma", "{\"id\":1,}".getBytes(StandardCharsets.UTF_8)),
                arguments("single quotes", "{'id':1}".getBytes(StandardCharsets.UTF_8)),
                arguments("form", "server_id=1&name=a".getBytes(StandardCharsets.UTF_8)),
                arguments("NaN", "{\"id\":NaN}".getBytes(StandardCharsets.UTF_8)),
                arguments("comment", "{/* */}".getBytes(StandardCharsets.UTF_8)),
                arguments("raw newline in a string", "{\"id\":\"a\nb\"}".getBytes(StandardCharsets.UTF_8)),
                arguments("NUL", new byte[] {0}),
                arguments("lone continuation byte", new byte[] {'{', '"', (byte) 0x80, '"', ':', '1', '}'}),
                arguments("overlong slash", new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'}),
                arguments("encoded surrogate", new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'}),
                arguments("Latin-1", "{\"name\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1)),
                arguments("UTF-16", "{\"id\":1}".getBytes(StandardCharsets.UTF_16)),
                arguments("nested deeply", ("{\"a\":" + "[".repeat(400_000)).getBytes(StandardCharsets.UTF_8)),
                arguments("closed and nested deeply", ("[".repeat(300_000) + "]".repeat(300_000)).getBytes(StandardCharsets.UTF_8)),
                arguments("a number of half a million digits", ("{\"a\":" + "9".repeat(500_000) + "}").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void refusesMoreThanOneMebibyteWithoutReadingOn() {
        int[] handedOut = {0};
        ByteArrayInputStream endless = new ByteArrayInputStream(new byte[0]) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                handedOut[0] += length;
                java.util.Arrays.fill(bytes, offset, offset + length, (byte) ' ');
                return length;
            }
        };

        assertThatThrownBy(() -> read(JSON, endless))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
        assertThat(handedOut[0]).isLessThan((1 << 20) + 100_000);
    }

    private static void assertRefused(ErrorCode code, MediaType type, byte[] bytes) {
        assertThatThrownBy(() -> read(type, bytes))
                .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static RequestBody read(MediaType type, byte[] bytes) throws IOException {
        return read(type, new ByteArrayInputStream(bytes));
    }

    /** @param type null when the client sent none; the container then hands in its default */
    private static RequestBody read(MediaType type, ByteArrayInputStream stream) throws IOException {
        MultivaluedMap<String, String> headers = new MultivaluedHashMap<>();
        if (type != null) {
            headers.putSingle("Content-Type", type.getType() + "/" + type.getSubtype());
        }
        MediaType told = type == null ? MediaType.APPLICATION_OCTET_STREAM_TYPE : type;
        return new RequestBodyReader()
                .readFrom(RequestBody.class, RequestBody.class, new Annotation[0], told, headers, stream);
    }
}
