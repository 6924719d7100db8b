package org.stillframe.faults;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Clients that work on all guests at once, one each. */
final class Load {
    private static final int LIMIT = 5;
    private static final long LONGEST_NANOS = 70_000_000_000L;

    private final Client client;
    private final Ledger ledger;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<Action, Integer> begun = new EnumMap<>(Action.class);
    private final Map<Guest, String> operations = new ConcurrentHashMap<>();

    Load(Client client, Ledger ledger) {
        this.client = client;
        this.ledger = ledger;
    }

    /** Has a client do these one after the other on the guest, in the background. */
    void begin(Guest guest, List<Action> actions, RandomGenerator random) {
        Thread thread = new Thread(() -> work(guest, actions, random), "client of " + guest.name());
        threads.add(thread);
        thread.start();
    }

    private void work(Guest guest, List<Action> actions, RandomGenerator random) {
        try {
            for (Action action : actions) {
                if (ledger.of(guest).server != 0) {
                    perform(guest, action, random);
                }
            }
        } catch (IOException e) {
            // The service is not there, and the client gives up.
        }
    }

    private void perform(Guest guest, Action wanted, RandomGenerator random) throws IOException {
        long server = ledger.of(guest).server;
        List<JsonObject> snapshots = client.list(Client.SNAPSHOTS + "?server_id=" + server);
        List<Long> completed = snapshots.stream()
                .filter(snapshot -> snapshot.getString("status").equals("completed"))
                .map(snapshot -> snapshot.getJsonNumber("id").longValueExact())
                .toList();
        Action action = possible(guest, wanted, completed);
        Client.Answer answer =
                switch (action) {
                    case CREATE -> client.create(server, "faults-" + random.nextInt(1000));
                    case RESTORE -> client.send("POST", Client.SNAPSHOTS + any(completed, random) + "/restore/", null);
                    case UNDO -> client.send("POST", Client.OPERATIONS + undoable(server).orElseThrow() + "/undo/", null);
                    case DELETE -> client.send("DELETE", Client.SNAPSHOTS + any(completed, random) + "/", null);
                    case RELEASE -> client.send("DELETE", Client.SERVERS + server + "/?snapshots=delete", null);
                    case START -> client.send("POST", Client.SERVERS + server + "/start/", null);
                    case STOP -> client.send("POST", Client.SERVERS + server + "/stop/", null);
                };
        judge(guest, action, answer, completed.size());
        if (answer.status() < 300) {
            synchronized (begun) {
                begun.merge(action, 1, Integer::sum);
            }
            String operation = action == Action.DELETE ? deletion(server) : answer.operation();
            if (operation != null) {
                operations.put(guest, operation);
                await(operation);
            }
        }
    }

    private Action possible(Guest guest, Action wanted, List<Long> completed) throws IOException {
        if (wanted == Action.UNDO && undoable(ledger.of(guest).server).isEmpty()) {
            return possible(guest, Action.RESTORE, completed);
        }
        if ((wanted == Action.RESTORE || wanted == Action.DELETE) && completed.isEmpty()) {
            return Action.CREATE;
        }
        return wanted == Action.CREATE && completed.size() >= LIMIT ? Action.DELETE : wanted;
    }

    private static long any(List<Long> ids, RandomGenerator random) {
        return ids.get(random.nextInt(ids.size()));
    }

    /** The newest restore that the ledger knows what it replaced, and the service still can undo. */
    private Optional<String> undoable(long server) throws IOException {
        Map<String, String> known = ledger.ofServer(server).replaced;
        return client.list(Client.OPERATIONS).stream()
                .filter(operation -> operation.getJsonObject("server").getJsonNumber("id").longValueExact() == server)
                .filter(operation -> operation.getString("status").equals("succeeded"))
                .map(operation -> operation.getString("id"))
                .filter(known::containsKey)
                .findFirst();
    }

    private String deletion(long server) throws IOException {
        return client.list(Client.OPERATIONS).stream()
                .filter(operation -> operation.getJsonObject("server").getJsonNumber("id").longValueExact() == server)
                .filter(operation -> operation.getString("kind").equals("snapshot_delete"))
                .map(operation -> Client.OPERATIONS + operation.getString("id") + "/")
                .findFirst()
                .orElse(null);
    }

    /** Refusals are fine, as long as they are true; what the service cannot explain is not. */
    private void judge(Guest guest, Action action, Client.Answer answer, int completed) {
        if (answer.status() >= 500 && answer.status() != 503) {
            violate(action + " on " + guest.name() + " was answered " + answer);
        }
        if (action == Action.CREATE && answer.body().contains("snapshot_limit_reached") && completed < LIMIT) {
            violate("A create on " + guest.name() + " was refused for the limit with " + completed + " snapshots");
        }
    }

    private void violate(String what) {
        synchronized (violations) {
            violations.add(what);
        }
    }

    private void await(String operation) throws IOException {
        long deadline = System.nanoTime() + LONGEST_NANOS;
        while (System.nanoTime() < deadline) {
            Client.Answer answer = client.get(operation + "?wait=10");
            if (answer.status() != 200 || Client.ENDED.contains(answer.json().getString("status"))) {
                return;
            }
        }
    }

    /** What the guest's client has last begun, or null. */
    String operation(Guest guest) {
        return operations.get(guest);
    }

    /** Waits for all clients; answers with what was wrong in what they were told. */
    List<String> end() {
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return violations;
    }

    boolean isOver() {
        return threads.stream().noneMatch(Thread::isAlive);
    }

    Map<Action, Integer> begun() {
        return begun;
    }
}
