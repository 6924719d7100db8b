package org.stillframe.event;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

/** Events and what goes between them, as an event stream has them. JSON is written in one line, so that it needs no care. */
final class EventFrame {
    private EventFrame() {}

    static byte[] event(PublishedEvent event, Audience audience) {
        String item = audience.caller().isAdmin() ? withAccount(event) : event.item();
        return bytes("id: " + event.place() + "\nevent: " + event.kind().code() + "\ndata: " + item + "\n\n");
    }

    private static String withAccount(PublishedEvent event) {
        try (JsonReader reader = Json.createReader(new StringReader(event.item()))) {
            return Json.createObjectBuilder(reader.readObject()).add("account", event.account()).build().toString();
        }
    }

    /** From where the stream goes on if it is taken up again. A block without data is no event to a client. */
    static byte[] place(long place) {
        return bytes(":\nid: " + place + "\n\n");
    }

    /** A comment, by which both ends see that the other is still there. */
    static byte[] comment() {
        return bytes(":\n\n");
    }

    /** Tells that events may be missing, and that it goes on from that place. */
    static byte[] reset(long asked, long place) {
        JsonObject data = Json.createObjectBuilder()
                .add("last_event_id", Long.toString(asked))
                .add("detail", "What came after this id is not known any more. Read the lists again; new events follow.")
                .build();
        return bytes("id: " + place + "\nevent: reset\ndata: " + data + "\n\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
