package org.stillframe.layer;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;

/**
 * Where the layers of a {@link ServerLife} lie: in memory, or on a host behind the port. It has one server, whose disks are
 * {@code vda}, {@code vdb}, … of {@link #SLOTS} slots that hold a byte each: {@link #FOREIGN} if files of others lie below the
 * disk's own, else 0.
 */
public interface LayeredHost {
    int SLOTS = 16;
    byte FOREIGN = 0x46;

    static List<String> targets(int disks) {
        return List.of("vda", "vdb", "vdc").subList(0, disks);
    }

    /** Files of the disk at its beginning, head first; all but the head belong to others. */
    List<String> chain(String target);

    /** A path beside the disk's files at which nothing is. */
    String newPath(String target);

    /** Writes to some slots in a row of the disk's head, as its guest would. */
    void write(String target, int slot, int slots, byte value);

    /** Makes sure that the files hold what was written. */
    void flush();

    void cut(List<Overlay> overlays);

    void switchHeads(List<Overlay> overlays);

    boolean isRunning();

    void start();

    void stop();

    void merge(Merge merge);

    /**
     * Begins a merge and ends it early, which may come too late.
     *
     * @param percent how far it should get
     */
    void interrupt(Merge merge, int percent);

    /** Begins a merge and leaves it at some point, as if the service had died. It may go on for a while. */
    void leave(Merge merge, int percent);

    /** Ends any merge that was left. */
    void abort();

    boolean isMerged(Merge merge);

    /** The file that each disk is written to, by target. */
    Map<String, String> heads();

    void delete(String path);

    /** All files of the server's disks. */
    Set<String> files();

    /** Digest of what the file reads as, through its backing files. */
    String digest(String path);

    /** Digest of what a disk with that content reads as. */
    String digest(byte[] content);
}
