package org.stillframe.hypervisor.libvirt;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;

/** The merges that this process does, one per domain, and how they are ended. */
final class Merges {
    private static final long ABORT_MILLIS = 60_000;
    private static final long POLL_MILLIS = 20;

    private final Map<DomainRef, MergeToken> running = new ConcurrentHashMap<>();

    void merge(Connect connect, Domain domain, DomainRef ref, Merge merge, IntConsumer progress) throws LibvirtException {
        MergeToken token = new MergeToken();
        if (running.putIfAbsent(ref, token) != null) {
            throw new HypervisorException(Kind.WRONG_STATE, "Layers of the domain are being merged already");
        }
        try {
            new LayerMerge(connect, domain, ref.uuid(), token).run(merge, progress);
        } catch (LibvirtException e) {
            // Whoever ended the merge may have taken the domain away under the call that failed.
            if (token.isCancelled() && !Failures.isLink(e)) {
                throw new HypervisorException(Kind.INTERRUPTED, "The merge was told to end", e);
            }
            throw e;
        } finally {
            running.remove(ref, token);
            token.end();
        }
    }

    /** Ends the merge that this process does, and any that another one left or does. */
    void abort(Connect connect, Domain domain, DomainRef ref) throws LibvirtException {
        MergeToken token = running.get(ref);
        if (token != null) {
            token.cancel();
        }
        long start = System.nanoTime();
        while (true) {
            boolean found = MergeDomain.destroy(connect, ref.uuid()) | abortJobs(domain);
            boolean ended = token == null || token.endsWithin(POLL_MILLIS);
            if (ended && !found) {
                return;
            }
            if (System.nanoTime() - start > ABORT_MILLIS * 1_000_000) {
                throw new HypervisorException(Kind.FAILED, "The merge did not end when it was told to");
            }
        }
    }

    private static boolean abortJobs(Domain domain) throws LibvirtException {
        try {
            return domain.isActive() == 1 && abortEach(domain);
        } catch (LibvirtException e) {
            if (Failures.isLink(e) || domain.isActive() == 1) {
                throw e;
            }
            return false;
        }
    }

    private static boolean abortEach(Domain domain) throws LibvirtException {
        boolean found = false;
        for (DiskXml disk : DomainXml.present(domain).disks()) {
            if (BlockJob.of(domain, disk.target()).isCommit()) {
                Commit.abort(domain, disk.target());
                found = true;
            }
        }
        return found;
    }
}
