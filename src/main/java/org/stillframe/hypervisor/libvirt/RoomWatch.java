package org.stillframe.hypervisor.libvirt;

import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;

/** Looks now and then, while a merge runs, whether the storage still has the room that is to be kept. */
final class RoomWatch {
    private static final long SHORTEST_PAUSE_NANOS = 200_000_000;
    /** A look costs one at every file of the directory: at most a tenth of the time goes into it. */
    private static final long PAUSE_FOR_EACH_LOOK = 9;

    private final Storage storage;
    private final Merge merge;
    private long next = System.nanoTime();

    RoomWatch(Storage storage, Merge merge) {
        this.storage = storage;
        this.merge = merge;
    }

    /** Fails with {@code NO_SPACE} if it is time to look and there is less. */
    void require() throws LibvirtException {
        long begun = System.nanoTime();
        if (merge.roomKept() == 0 || begun < next) {
            return;
        }
        storage.forget();
        long free = storage.room(merge.base()).freeBytes();
        long took = System.nanoTime() - begun;
        next = begun + took + Math.max(SHORTEST_PAUSE_NANOS, took * PAUSE_FOR_EACH_LOOK);
        if (free < merge.roomKept()) {
            throw new HypervisorException(
                    Kind.NO_SPACE,
                    "The storage of " + merge.base() + " has " + free + " bytes free, less than the " + merge.roomKept()
                            + " that are kept");
        }
    }
}
