package org.stillframe.hypervisor.simulated;

import java.util.Arrays;
import java.util.Optional;

/** The port's methods, as faults name them. */
public enum Call {
    DESCRIBE("describe", false),
    DOMAINS("domains", false),
    POWER_STATES("powerStates", false),
    INSPECT("inspect", false),
    LAYOUTS("layouts", false),
    VOLUMES("volumes", false),
    VOLUME("volume", false),
    ROOM("room", false),
    EXTENTS("extents", false),
    CUT("cut", true),
    SWITCH_HEADS("switchHeads", true),
    REDEFINE("redefine", true),
    START("start", true),
    STOP("stop", true),
    THAW("thaw", true),
    MERGE("merge", true),
    SETTLE_MERGE("settleMerge", false),
    ABORT_MERGE("abortMerge", true),
    DELETE_VOLUME("deleteVolume", true);

    private final String method;
    private final boolean changing;

    Call(String method, boolean changing) {
        this.method = method;
        this.changing = changing;
    }

    /** The method's name. */
    public String method() {
        return method;
    }

    /** Whether it changes something, so that a general latency applies to it. */
    public boolean changing() {
        return changing;
    }

    static Optional<Call> of(String method) {
        return Arrays.stream(values()).filter(call -> call.method.equals(method)).findFirst();
    }
}
