package org.stillframe.interruption;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.stillframe.operation.Disturbance;

/** What is going to go wrong, and what has. */
final class Fate {
    /** Null where nothing is left to chance. */
    final Random random;

    final Disturbance disturbance;
    final List<String> deaths = new ArrayList<>();

    /** Whether the owner is to cancel the operation while its process is dead. */
    boolean cancels;

    /** Boundaries passed in the first life. */
    int passed;

    private final Deque<Integer> lives = new ArrayDeque<>();
    private final boolean harmless;
    private boolean begun;

    /** @param lives at which boundary each of the process' lives ends; 0 and all after the last: not at all */
    Fate(Random random, Disturbance disturbance, int... lives) {
        this.random = random;
        this.disturbance = disturbance;
        this.harmless = disturbance.isHarmless();
        for (int last : lives) {
            this.lives.add(last);
        }
    }

    static Fate good() {
        return new Fate(null, Disturbance.none());
    }

    /** Whether the operation need not succeed. */
    boolean mayFail() {
        return !harmless;
    }

    /** Whether a life that is to end early is still to come. */
    boolean hasMore() {
        return lives.stream().anyMatch(last -> last > 0);
    }

    /** Does something in a life of its own, and answers whether that was lived to its end. */
    boolean live(Runnable work) {
        Mortality life = Mortality.begin(lives.isEmpty() ? 0 : lives.remove());
        try {
            work.run();
        } catch (RuntimeException | Interruption e) {
            if (!life.isDead()) {
                throw e;
            }
        } finally {
            Mortality.end();
        }
        if (!begun) {
            passed = life.passed();
            begun = true;
        }
        if (life.isDead()) {
            deaths.add(life.place());
        }
        return !life.isDead();
    }

    @Override
    public String toString() {
        return (deaths.isEmpty() ? "never interrupted" : "interrupted " + deaths) + ", " + disturbance
                + (cancels ? ", cancelled" : "");
    }
}
