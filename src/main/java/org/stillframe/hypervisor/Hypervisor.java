package org.stillframe.hypervisor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * The hosts' side of a snapshot service: power, layers, merges.
 *
 * <p>Every call that changes something is repeatable: called again after an interruption anywhere, it finds what was done and
 * does the rest. Calls block until the host has answered. Any of them may throw {@link HypervisorException}. One instance
 * serves many threads.
 */
public interface Hypervisor {
    /** Whether this adapter speaks to hosts of that URI. */
    boolean serves(String host);

    /** Asks the host who it is; throws with kind {@code UNAVAILABLE} when it does not answer. */
    HostInfo describe(String host);

    /** Every persistent domain of the host, without the service's own helpers. */
    List<DomainInfo> domains(String host);

    /** The power state of every domain of the host, in one round trip if it can be had so. */
    Map<UUID, PowerState> powerStates(String host);

    /** Reads the domain and every file of its chains back from the host. */
    DomainInfo inspect(DomainRef domain);

    /** Which files every domain of the host uses, persistent or not, without the service's own helpers. */
    List<DomainLayout> layouts(String host);

    /** Reads one file of a host's storage; null when it does not exist. */
    VolumeInfo volume(String host, String path);

    /** All files of a directory, after the host has looked at it anew; none when there is no such directory. */
    Optional<List<StoredVolume>> volumes(String host, String directory);

    /** How much room there is where that file lies, as of now. The file need not exist, its directory must. */
    StorageRoom room(String host, String path);

    /**
     * Reads which parts of its disk a file holds itself. A domain may have it open and write to it: what it wrote since it
     * last flushed may be missing. Fails with {@code FAILED} if the file does not exist or its tables cannot be read.
     *
     * @param format what the file is known to be, {@code qcow2} or {@code raw}; it is not guessed, as a guest may have
     *     written to a raw file what looks like another format
     */
    Extents extents(String host, String path, String format);

    /**
     * Freezes all named disks at one instant and puts the overlays on top as new heads. A running domain goes on running; a
     * stopped one stays stopped. Each overlay's backing must be the disk's present head. Overlays that already are the heads
     * are left as they are.
     *
     * <p>UEFI variables are copied from the domain's present file just before the cut, and the domain goes on with its own
     * file. A copy that an earlier call left is made anew, unless that call got as far as the cut.
     *
     * @param quiesce for a running domain: have the guest agent freeze the file systems around the cut, and fail with {@code
     *     QUIESCE_FAILED} if it cannot
     * @return what the frozen layers are worth: OFFLINE for a stopped domain, else by {@code quiesce}
     */
    Consistency cut(DomainRef domain, List<Overlay> overlays, boolean quiesce);

    /**
     * Looks at the domain, lets the caller decide what to cut, cuts that as {@link #cut(DomainRef, List, boolean)} does, and answers
     * with the domain as {@link #inspect} then describes it. Nothing has changed when {@code decide} throws.
     *
     * @param decide told the domain as it is; how large the files of a running one are may be told as 0. It may be asked again
     *     if the domain has been started or stopped meanwhile
     */
    default DomainInfo cut(DomainRef domain, Function<DomainInfo, Cut> decide) {
        Cut cut = decide.apply(inspect(domain));
        if (!cut.isNone()) {
            cut(domain, cut.overlays(), cut.quiesce());
        }
        return inspect(domain);
    }

    /**
     * Makes the overlays and the stopped domain's disks to use them as heads; their backing may be any existing layer.
     * Overlays that already are the heads are left as they are. Of UEFI variables a copy is made, which the domain uses from
     * then on. All take effect at one instant. Fails with {@code WRONG_STATE} unless stopped.
     */
    void switchHeads(DomainRef domain, List<Overlay> overlays);

    /**
     * Gives the domain a lasting definition that names these existing files as the heads of its disks (or as its UEFI variables)
     * and leaves what is below them to the files themselves; disks that are not named keep their heads. What a running domain
     * has open stays as it is until its next start. A head must be one of the service's own layers or what the definition
     * names already.
     *
     * @param heads absolute paths by target
     */
    void redefine(DomainRef domain, Map<String, String> heads);

    /** Boots the domain, or resumes it if it is paused and thaws what was frozen; does nothing if it runs. */
    void start(DomainRef domain);

    /**
     * Powers the domain off; does nothing if it is stopped.
     *
     * @param grace how long the guest may take to shut itself down before it is cut off; zero cuts it off at once
     */
    void stop(DomainRef domain, Duration grace);

    /**
     * To be called after a cut that was broken off, before it is told what came of it: if the running domain writes to those of the
     * overlays that its host does not know of, they are made the heads of its next boot, and the domain is described with them.
     */
    void settleCut(DomainRef domain, List<Overlay> overlays);

    /**
     * Thaws the guest's file systems if a freeze was left behind; does nothing if there is no guest agent. Nor can it while the
     * domain is paused: then it is to be called again when it runs.
     */
    void thaw(DomainRef domain);

    /**
     * Merges two files of one of the domain's disks; both may lie outside its present chain. Returns when {@code top} is no
     * longer referred to; its file is left for {@link #deleteVolume}. If {@link #abortMerge} ends it early, it throws with
     * kind {@code INTERRUPTED}, nothing that anybody reads has changed, and it can be repeated. The same holds for {@code
     * NO_SPACE}, by which it ends itself when the storage has less room than is to be kept, and for {@code CRASHED}, when the
     * running domain that did the merge is gone with it.
     *
     * @param progress told the per cent done, 0 to 100, now and then
     */
    void merge(DomainRef domain, Merge merge, IntConsumer progress);

    /**
     * To be called when none runs: whether that merge has been done, so that nothing stands on {@code top} any more and {@code
     * base} reads as it did, also if all that runs is killed now. A merge that was ended, or whose caller died, may have come to
     * its end nevertheless. What was lost as a process died at the very end is merged again first. False also if the domain was
     * started meanwhile without what was lost; {@code top} still has it then. Where nothing stood on {@code top} to begin with
     * and the domain does not use it, nothing tells before {@code top} is deleted: then the answer may be no, and a repetition
     * changes nothing.
     */
    boolean settleMerge(DomainRef domain, Merge merge);

    /** Ends any merge of the domain's layers, and returns when none runs any more. */
    void abortMerge(DomainRef domain);

    /** Deletes a file that nothing refers to; does nothing if it is gone. */
    void deleteVolume(String host, String path);
}
