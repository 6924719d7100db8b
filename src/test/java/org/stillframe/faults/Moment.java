package org.stillframe.faults;

import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When a fault comes.
 *
 * @param action what the client of the guest in the middle of things asks for first
 * @param step the step of it that the fault waits for, or null for any time
 * @param delayMillis how much later it comes
 */
record Moment(Action action, String step, long delayMillis) {
    private static final long LONGEST_NANOS = 20_000_000_000L;
    private static final long LOOK_MILLIS = 5;
    private static final List<Action> OFTEN = List.of(
            Action.CREATE, Action.CREATE, Action.RESTORE, Action.RESTORE, Action.UNDO, Action.DELETE, Action.DELETE,
            Action.RELEASE, Action.START, Action.STOP);

    /** Every second one is at a journal boundary, each of which has its turn. */
    static Moment of(int round, RandomGenerator random) {
        List<Moment> boundaries = java.util.Arrays.stream(Action.values())
                .flatMap(action -> action.steps().stream().map(step -> new Moment(action, step, 0)))
                .toList();
        if (round % 2 == 0) {
            Moment next = boundaries.get(round / 2 % boundaries.size());
            return new Moment(next.action, next.step, random.nextBoolean() ? 0 : random.nextInt(60));
        }
        return new Moment(OFTEN.get(random.nextInt(OFTEN.size())), null, random.nextInt(2500));
    }

    /** Waits for it; answers with the step that the guest's operation was in. */
    String await(Load load, Guest guest, Client client) {
        long deadline = System.nanoTime() + LONGEST_NANOS;
        String found = "";
        while (step != null && !step.equals(found) && !found.equals("ended") && !load.isOver()
                && System.nanoTime() < deadline) {
            Pause.millis(LOOK_MILLIS);
            found = look(load.operation(guest), client);
        }
        Pause.millis(delayMillis);
        return delayMillis > 0 ? look(load.operation(guest), client) : found;
    }

    private static String look(String operation, Client client) {
        try {
            if (operation == null) {
                return "";
            }
            Client.Answer answer = client.get(operation);
            boolean known = answer.status() == 200;
            return known && Client.ENDED.contains(answer.json().getString("status"))
                    ? "ended"
                    : known ? answer.json().getString("step", "") : "";
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return action + (step == null ? " +" + delayMillis + " ms" : " " + step + (delayMillis == 0 ? "" : " +" + delayMillis + " ms"));
    }
}
