package org.stillframe.hypervisor.libvirt;

import org.libvirt.Domain;
import org.libvirt.DomainBlockJobInfo;
import org.libvirt.LibvirtException;

/**
 * The job that QEMU does on one disk.
 *
 * @param type one of libvirt's virDomainBlockJobType
 * @param done work done, in units of its own
 * @param total work to be done; grows while the guest writes
 */
record BlockJob(int type, long done, long total) {
    private static final int NONE = 0;
    private static final int COMMIT = 3;
    private static final int ACTIVE_COMMIT = 4;

    static BlockJob of(Domain domain, String target) throws LibvirtException {
        DomainBlockJobInfo info = domain.getBlockJobInfo(target, 0);
        return new BlockJob(info.type, info.cur, info.end);
    }

    boolean exists() {
        return type != NONE;
    }

    boolean isCommit() {
        return type == COMMIT || type == ACTIVE_COMMIT;
    }

    boolean isForeign() {
        return exists() && !isCommit();
    }

    /** Whether everything is copied. A commit of a head then waits for the pivot. */
    boolean isCopied() {
        return total > 0 && done == total;
    }

    int percent() {
        return total <= 0 ? 0 : (int) Math.min(100, done * 100 / total);
    }
}
