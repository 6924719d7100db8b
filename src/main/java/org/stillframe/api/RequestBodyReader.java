package org.stillframe.api;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/** Reads a JSON object of at most 1 MiB. A body without a Content-Type is taken for JSON, as the documentation's clients send it. */
@Provider
@Consumes(MediaType.WILDCARD)
public class RequestBodyReader implements MessageBodyReader<RequestBody> {
    private static final int MAXIMUM_BYTES = 1 << 20;
    private static final String CONTENT_TYPE = "Content-Type";

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == RequestBody.class;
    }

    @Override
    public RequestBody readFrom(
            Class<RequestBody> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream stream) {
        if (headers.containsKey(CONTENT_TYPE) && !mediaType.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
            throw new ServiceException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json.");
        }
        byte[] bytes = read(stream, MAXIMUM_BYTES + 1);
        if (bytes.length > MAXIMUM_BYTES) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE, "Send at most 1 MiB.");
        }
        if (parse(bytes) instanceof JsonObject object) {
            return new RequestBody(object);
        }
        throw new ServiceException(ErrorCode.INVALID, "The body must be a JSON object.");
    }

    /**
     * Reads at most so many bytes of a body.
     *
     * @throws ServiceException with {@code INVALID} if it ends, or stops, before what its head told of it has come: whoever sends
     *     it can mend that, and nobody else
     */
    public static byte[] read(InputStream stream, int most) {
        try {
            return stream.readNBytes(most);
        } catch (IOException e) {
            throw new ServiceException(ErrorCode.INVALID, "The body did not arrive as a whole. Send the request again.");
        }
    }

    private static JsonValue parse(byte[] bytes) {
        try (JsonParser parser = Json.createParser(new StringReader(decode(bytes)))) {
            parser.next();
            JsonValue value = parser.getValue();
            if (parser.hasNext()) {
                throw malformed();
            }
            return value;
        } catch (JsonException | CharacterCodingException e) {
            throw malformed();
        } catch (RuntimeException | StackOverflowError e) {
            // The parser tells some of its limits (depth, length of a number) by other exceptions.
            throw malformed();
        }
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static ServiceException malformed() {
        return new ServiceException(ErrorCode.MALFORMED_JSON, "The body is not valid JSON in UTF-8.");
    }
}
