package org.stillframe.event;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.transaction.Synchronization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** What one transaction may change the status of. */
final class TransactionChanges implements Synchronization {
    /** The status of what is shown no more; nothing that is shown has it. */
    static final String GONE = "deleted";

    private final Consumer<List<Change>> write;
    private final IntConsumer ended;
    /** In the order in which they were come by. A transaction knows each row as one object, which is equal to itself only. */
    private final Map<Followed, Start> followed = new LinkedHashMap<>();

    private boolean written;

    /**
     * How something stood when it was come by.
     *
     * @param status null if it was not there
     * @param gone what is told of something that is going, or null
     */
    private record Start(Enum<?> status, JsonObject gone) {}

    /**
     * @param write told of all that has changed, if anything has, before the transaction commits
     * @param ended told the transaction's end if something was written
     */
    TransactionChanges(Consumer<List<Change>> write, IntConsumer ended) {
        this.write = write;
        this.ended = ended;
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

    @Override
    public void beforeCompletion() {
        List<Change> changes = new ArrayList<>();
        followed.forEach((thing, start) -> {
            if (start.gone() != null) {
                changes.add(new Change(thing.eventKind(), thing.ownerId(), start.gone()));
            } else if (thing.getStatus() != start.status()) {
                changes.add(new Change(thing.eventKind(), thing.ownerId(), thing.item()));
            }
        });
        if (!changes.isEmpty()) {
            write.accept(changes);
            written = true;
        }
    }

    @Override
    public void afterCompletion(int status) {
        if (written) {
            ended.accept(status);
        }
    }
}
