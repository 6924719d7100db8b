package org.stillframe.event;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one transaction may change the status of. */
final class TransactionChanges {
    /** The status of what is shown no more; nothing that is shown has it. */
    static final String GONE = "deleted";

    /** In the order in which they were come by. A transaction knows each row as one object, which is equal to itself only. */
    private final Map<Followed, Start> followed = new LinkedHashMap<>();

    /** How many calls of the transaction's have begun and not returned. */
    private int calls;

    /**
     * How something stood when it was come by.
     *
     * @param status null if it was not there
     * @param gone what is told of something that is going, or null
     */
    private record Start(Enum<?> status, JsonObject gone) {}

    void enter() {
        calls++;
    }

    void leave() {
        calls--;
    }

    /** Whether no call is under way. */
    boolean isLeft() {
        return calls == 0;
    }

    void follow(Followed thing) {
        followed.putIfAbsent(thing, new Start(thing.getStatus(), null));
    }

    void begun(Followed thing) {
        followed.put(thing, new Start(null, null));
    }

    /** Looked at now, as it may not be there to be looked at later. */
    void gone(Followed thing) {
        JsonObject item = Json.createObjectBuilder(thing.item()).add("status", GONE).build();
        followed.put(thing, new Start(null, item));
    }

    /** What has changed since this was last asked. */
    List<Change> take() {
        List<Change> changes = new ArrayList<>();
        followed.forEach((thing, start) -> {
            if (start.gone() != null) {
                changes.add(new Change(thing.eventKind(), thing.ownerId(), start.gone()));
            } else if (thing.getStatus() != start.status()) {
                changes.add(new Change(thing.eventKind(), thing.ownerId(), thing.item()));
            }
        });
        followed.clear();
        return changes;
    }
}
