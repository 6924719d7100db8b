package org.stillframe.layer;

/**
 * Something that happens to a server. The numbers choose among what there is at that moment, whatever their size; where
 * there is nothing to choose from, nothing happens. So any list of actions is a life, and so is any part of it.
 */
public sealed interface Action {
    void happenTo(ServerLife life);

    record Write(int disk, int slot, int slots, byte value) implements Action {
        @Override
        public void happenTo(ServerLife life) {
            life.write(disk, slot, slots, value);
        }
    }

    record Create() implements Action {
        @Override
        public void happenTo(ServerLife life) {
            life.create();
        }
    }

    /** @param keep whether what is replaced is kept as a safety point */
    record Restore(int snapshot, boolean keep) implements Action {
        @Override
        public void happenTo(ServerLife life) {
            life.restore(snapshot, keep);
        }
    }

    record Undo(int safetyPoint, boolean keep) implements Action {
        @Override
        public void happenTo(ServerLife life) {
            life.undo(safetyPoint, keep);
        }
    }

    record Delete(int snapshot) implements Action {
        @Override
        public void happenTo(ServerLife life) {
            life.delete(snapshot);
        }
    }

    record Expire(int safetyPoint) implements Action {
        @Override
        public void happenTo(ServerLife life) {
            life.expire(safetyPoint);
        }
    }

    /** One step of reclaim. */
    record Reclaim(Ending ending, int percent) implements Action {
        @Override
        public void happenTo(ServerLife life) {
            life.reclaim(ending, percent);
        }
    }

    record SwitchPower() implements Action {
        @Override
        public void happenTo(ServerLife life) {
            life.switchPower();
        }
    }

    /** How a step of reclaim ends. */
    enum Ending {
        DONE,
        /** A merge is told to stop midway, as a user's operation does. */
        INTERRUPTED,
        /** The service dies midway. */
        KILLED,
        /** The service dies when the step is done, before it could write that down. */
        UNRECORDED
    }
}
