package org.stillframe.hypervisor.libvirt;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.PowerState;

/** Merges two layers of one disk: in the domain itself if it has them open, else in a {@link MergeDomain}. */
final class LayerMerge {
    private final Connect connect;
    private final Domain domain;
    private final UUID uuid;
    private final Storage storage;
    private final Chains chains;
    private final MergeToken token;

    LayerMerge(Connect connect, Domain domain, UUID uuid, MergeToken token) {
        this.connect = connect;
        this.domain = domain;
        this.uuid = uuid;
        this.storage = new Storage(connect);
        this.chains = new Chains(storage);
        this.token = token;
    }

    void run(Merge merge, IntConsumer progress) throws LibvirtException {
        MergeDomain.destroy(connect, uuid);
        DomainXml present = DomainXml.present(domain);
        DiskXml disk = present.required(merge.target());
        boolean active = Power.state(domain) != PowerState.STOPPED;
        List<String> open = active ? openChain(disk) : List.of();
        if (open.contains(merge.base())) {
            mergeOpen(open, merge, progress);
        } else {
            mergeClosed(present, disk, merge, progress);
        }
        progress.accept(100);
    }

    /**
     * Whether nobody refers to {@code top} any more; also for a disk that the domain has no more. If so, what was merged is no
     * longer in QEMU's memory only; what was lost with that is merged again.
     */
    boolean settle(Merge merge) throws LibvirtException {
        storage.refresh(merge.base());
        DomainXml present = DomainXml.present(domain);
        Optional<DiskXml> disk = present.disk(merge.target());
        if (!isDone(disk, merge)) {
            return false;
        }
        if (domain.isActive() == 1) {
            flush(merge);
        }
        MergedContent content = new MergedContent(storage, merge);
        if (disk.isEmpty() || isOpen(disk.get(), merge.base())) {
            return content.isProbablyThere();
        }
        mergeLost(present, disk.get(), merge, percent -> {});
        return true;
    }

    private boolean isOpen(DiskXml disk, String path) throws LibvirtException {
        return Power.state(domain) != PowerState.STOPPED && openChain(disk).contains(path);
    }

    /** Merges again what a QEMU that died has not written out. Nobody has the upper file in its chain any more. */
    private void mergeLost(DomainXml present, DiskXml disk, Merge merge, IntConsumer progress) throws LibvirtException {
        if (!new MergedContent(storage, merge).isSurelyThere()) {
            MergeDomain.destroy(connect, uuid);
            commitInMergeDomain(present, disk, merge.withoutChild(), progress);
            storage.forget();
            storage.refresh(merge.base());
        }
    }

    private void flush(Merge merge) throws LibvirtException {
        Optional<DiskXml> disk = DomainXml.present(domain).disk(merge.target());
        if (disk.isPresent() && disk.get().head().path().equals(merge.base())) {
            QemuNodes.flush(domain, merge.base());
        } else {
            QemuNodes.requireFlushed(domain, merge.base());
        }
    }

    private List<String> openChain(DiskXml disk) throws LibvirtException {
        return paths(LostHeads.chain(domain, disk, DomainXml.persistent(domain).disk(disk.target())));
    }

    private static List<String> paths(List<FileRef> files) {
        return files.stream().map(FileRef::path).toList();
    }

    private void mergeOpen(List<String> open, Merge merge, IntConsumer progress) throws LibvirtException {
        int top = open.indexOf(merge.top());
        if (top >= 0) {
            if (open.indexOf(merge.base()) != top + 1) {
                throw new HypervisorException(Kind.FAILED, merge.top() + " does not stand on " + merge.base());
            }
            Commit commit = new Commit(domain, merge.target(), token, new RoomWatch(storage, merge));
            commit.run(merge.base(), merge.top(), top == 0, merge.bytesPerSecond(), progress);
            commit.whileActive(() -> {
                requireClosed(commit, merge);
                flush(merge);
            });
        } else {
            flush(merge);
            requireThere(merge);
        }
        storage.forget();
        storage.refresh(merge.base());
        new Definition(connect, domain).tidy();
    }

    /** The domain may have been started after the QEMU that merged had died: then its guest does not read what was merged. */
    private void requireThere(Merge merge) throws LibvirtException {
        if (!new MergedContent(storage, merge).isProbablyThere()) {
            throw new HypervisorException(
                    Kind.WRONG_STATE,
                    "Not all of " + merge.top() + " is in " + merge.base() + ", and the domain runs without it. Stop it, then it is merged.");
        }
    }

    /** A job that ended by itself may have failed: only the chain tells. */
    private void requireClosed(Commit commit, Merge merge) throws LibvirtException {
        if (domain.isActive() != 1) {
            throw commit.stopped(null);
        }
        DiskXml disk = DomainXml.present(domain).required(merge.target());
        if (openChain(disk).contains(merge.top())) {
            throw endedEarly(merge);
        }
    }

    private void mergeClosed(DomainXml present, DiskXml disk, Merge merge, IntConsumer progress) throws LibvirtException {
        storage.refresh(merge.base());
        if (isDone(Optional.of(disk), merge)) {
            mergeLost(present, disk, merge, progress);
            new Definition(connect, domain).tidy();
            return;
        }
        if (!standsOn(merge.top(), merge.base()) || (merge.child() != null && !standsOn(merge.child(), merge.top()))) {
            throw new HypervisorException(
                    Kind.FAILED,
                    merge.child() + ", " + merge.top() + " and " + merge.base() + " do not stand on each other");
        }
        commitInMergeDomain(present, disk, merge, progress);
        storage.forget();
        storage.refresh(merge.base());
        if (merge.child() != null && !standsOn(merge.child(), merge.base())) {
            throw endedEarly(merge);
        }
        adopt(disk, merge);
    }

    private void commitInMergeDomain(DomainXml present, DiskXml disk, Merge merge, IntConsumer progress)
            throws LibvirtException {
        token.requireLive();
        boolean head = merge.child() == null;
        Domain helper = MergeDomain.start(connect, uuid, present, disk, head ? merge.top() : merge.child());
        try {
            new Commit(helper, MergeDomain.TARGET, token, new RoomWatch(storage, merge))
                    .run(merge.base(), merge.top(), head, merge.bytesPerSecond(), progress);
            if (head) {
                requirePivoted(helper, merge);
            } else {
                QemuNodes.requireFlushed(helper, merge.base());
            }
        } finally {
            helper.free();
            MergeDomain.destroy(connect, uuid);
        }
    }

    private void requirePivoted(Domain helper, Merge merge) throws LibvirtException {
        String head = DomainXml.present(helper).required(MergeDomain.TARGET).head().path();
        if (!head.equals(merge.base())) {
            throw endedEarly(merge);
        }
    }

    /** libvirt does not keep why a job failed; nearly always {@code base} had no room to grow. */
    private HypervisorException endedEarly(Merge merge) throws LibvirtException {
        token.requireLive();
        storage.forget();
        long needed = storage.required(merge.top()).info().allocatedBytes();
        return storage.room(merge.base()).freeBytes() < needed
                ? new HypervisorException(
                        Kind.NO_SPACE, "There is no room to merge " + merge.top() + " into " + merge.base())
                : new HypervisorException(
                        Kind.INTERRUPTED, "The merge ended early: " + merge.top() + " is still referred to");
    }

    /** A stopped domain whose head went into {@code base} continues there. */
    private void adopt(DiskXml disk, Merge merge) throws LibvirtException {
        if (disk.head().path().equals(merge.top())) {
            if (Power.state(domain) != PowerState.STOPPED) {
                throw new HypervisorException(Kind.INTERRUPTED, "The domain was started while its layers were merged");
            }
            String format = storage.required(merge.top()).backing().format();
            new Definition(connect, domain).setHeads(Map.of(merge.target(), new FileRef(merge.base(), format)));
        } else {
            new Definition(connect, domain).tidy();
        }
    }

    /** A base that is in use must not be written to again. */
    private boolean isDone(Optional<DiskXml> disk, Merge merge) throws LibvirtException {
        boolean active = Power.state(domain) != PowerState.STOPPED;
        List<String> chain = disk.isEmpty()
                ? List.of()
                : active ? openChain(disk.get()) : paths(chains.byHeaders(disk.get().head()));
        if (chain.contains(merge.top())) {
            return false;
        }
        return chain.contains(merge.base())
                || storage.find(merge.top()) == null
                || (merge.child() != null && standsOn(merge.child(), merge.base()));
    }

    private boolean standsOn(String upper, String lower) throws LibvirtException {
        VolumeXml volume = storage.required(upper);
        return volume.backing() != null && volume.backing().path().equals(lower);
    }
}
