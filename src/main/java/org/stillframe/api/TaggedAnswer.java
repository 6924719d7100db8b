package org.stillframe.api;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** One thing, with a tag by which a client that has it need not be sent it again. */
public final class TaggedAnswer {
    private static final int TAG_BYTES = 12;

    private TaggedAnswer() {}

    /** 304 without a body if the request names the tag of what would be sent. What is no list of tags names none. */
    public static Response of(HttpHeaders request, JsonObject item) {
        EntityTag tag = new EntityTag(digest(item.toString()));
        return (names(request, tag) ? Response.notModified() : Response.ok(item)).tag(tag).build();
    }

    /** Jersey would take a header that it cannot read for a fault of the service. */
    private static boolean names(HttpHeaders request, EntityTag tag) {
        String quoted = '"' + tag.getValue() + '"';
        return Optional.ofNullable(request.getHeaderString(HttpHeaders.IF_NONE_MATCH)).stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .anyMatch(named -> named.equals("*") || named.equals(quoted) || named.equals("W/" + quoted));
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, TAG_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
