package org.stillframe.hypervisor.libvirt;

import java.util.function.IntConsumer;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/** One block commit on one disk of an active domain, from its start to its end. */
final class Commit {
    private static final long FIRST_POLL_MILLIS = 5;
    private static final long LAST_POLL_MILLIS = 200;
    private static final int NOTICE_POLLS = 100;
    private static final long NOTICE_POLL_MILLIS = 50;
    private static final int ABORT = 0;

    private final Domain domain;
    private final String target;
    private final MergeToken token;
    private final RoomWatch room;

    /** Something that needs the domain. */
    @FunctionalInterface
    interface Part {
        void run() throws LibvirtException;
    }

    Commit(Domain domain, String target, MergeToken token, RoomWatch room) {
        this.domain = domain;
        this.target = target;
        this.token = token;
        this.room = room;
    }

    /**
     * Writes what {@code top} holds into {@code base}, and has whatever stands on {@code top} stand on {@code base}.
     *
     * @param head whether {@code top} is the head: then the domain is moved over to {@code base} at the end
     * @param bytesPerSecond 0 for as fast as can be
     */
    void run(String base, String top, boolean head, long bytesPerSecond, IntConsumer progress) throws LibvirtException {
        whileActive(() -> commit(base, top, head, bytesPerSecond, progress));
    }

    /** Does a part of the merge. If it fails as the domain is off now, that is what is told. */
    void whileActive(Part part) throws LibvirtException {
        try {
            part.run();
        } catch (LibvirtException e) {
            if (Failures.isLink(e) || staysActive()) {
                throw e;
            }
            throw stopped(e);
        }
    }

    /** What became of a merge whose domain is off now. A crash may be the merge's doing, so it is told whoever waits. */
    HypervisorException stopped(Throwable cause) throws LibvirtException {
        if (Power.hasCrashed(domain)) {
            return new HypervisorException(Kind.CRASHED, "The domain crashed while its layers were merged", cause);
        }
        token.requireLive();
        return new HypervisorException(Kind.INTERRUPTED, "The domain stopped while its layers were merged", cause);
    }

    private void commit(String base, String top, boolean head, long bytesPerSecond, IntConsumer progress)
            throws LibvirtException {
        abortFormer();
        token.requireLive();
        room.require();
        int flags = Domain.BlockCommitFlags.BANDWIDTH_BYTES | (head ? Domain.BlockCommitFlags.ACTIVE : 0);
        domain.blockCommit(target, base, top, bytesPerSecond, flags);
        long pause = FIRST_POLL_MILLIS;
        int told = 0;
        while (true) {
            if (token.isCancelled()) {
                abort();
                token.requireLive();
            }
            BlockJob job = BlockJob.of(domain, target);
            if (!job.exists() || (head && job.isCopied() && pivots())) {
                return;
            }
            requireRoom();
            // What is to be done grows while the guest writes; that is no step back.
            told = Math.max(told, job.percent());
            progress.accept(told);
            token.pause(pause);
            pause = Math.min(LAST_POLL_MILLIS, pause * 2);
        }
    }

    /**
     * Ends the job before the storage is full. A QEMU (7.2) whose job fails for want of room in the instant in which it
     * pauses its guest for the same reason ends itself (docs/reliability.md).
     */
    private void requireRoom() throws LibvirtException {
        try {
            room.require();
        } catch (HypervisorException e) {
            abort();
            throw e;
        }
    }

    /** A QEMU that died is noticed by a failing request a moment before libvirt takes note of it. */
    private boolean staysActive() throws LibvirtException {
        for (int i = 0; i < NOTICE_POLLS && isActive(); i++) {
            Pause.millis(NOTICE_POLL_MILLIS);
        }
        return isActive();
    }

    private boolean isActive() throws LibvirtException {
        try {
            return domain.isActive() == 1;
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                return false;
            }
            throw e;
        }
    }

    /** A commit that an earlier, interrupted call left running. What it wrote does no harm, and is written again. */
    private void abortFormer() throws LibvirtException {
        BlockJob former = BlockJob.of(domain, target);
        if (former.isForeign()) {
            throw new HypervisorException(Kind.WRONG_STATE, "Disk " + target + " is busy with a job that is not ours");
        }
        if (former.exists()) {
            abort();
        }
    }

    private void abort() throws LibvirtException {
        abort(domain, target);
    }

    /** Ends the job and waits for its end; none running is fine. */
    static void abort(Domain domain, String target) throws LibvirtException {
        try {
            domain.blockJobAbort(target, ABORT);
        } catch (LibvirtException e) {
            if (domain.isActive() == 1 && BlockJob.of(domain, target).exists()) {
                throw e;
            }
        }
    }

    /** Moves the domain over to {@code base}; false if QEMU is not ready for it yet. */
    private boolean pivots() throws LibvirtException {
        try {
            domain.blockJobAbort(target, Domain.BlockJobAbortFlags.PIVOT);
            return true;
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_BLOCK_COPY_ACTIVE)) {
                return false;
            }
            throw e;
        }
    }
}
