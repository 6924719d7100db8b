package org.stillframe.faults;

import java.util.List;

/** What a client asks for, and the steps of it that the service writes down. */
enum Action {
    CREATE("cut"),
    RESTORE("plan", "keep-safety-point", "switch-heads", "start-again"),
    UNDO("plan", "keep-safety-point", "switch-heads", "start-again"),
    DELETE("reclaim", "merge", "finish"),
    RELEASE("plan", "reclaim", "merge", "finish"),
    START("power"),
    STOP("power");

    private final List<String> steps;

    Action(String... steps) {
        this.steps = List.of(steps);
    }

    List<String> steps() {
        return steps;
    }
}
