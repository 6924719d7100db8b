package org.stillframe.hypervisor;

/**
 * What {@link HypervisorContract} needs beside the port: domains to play with, and a second way to look at disks.
 *
 * <p>A disk has eight slots, each at least one cluster (64 KiB) from the next, that hold a short text each. A slot never
 * written reads as the empty string.
 */
public interface HypervisorFixture extends AutoCloseable {
    Hypervisor hypervisor();

    /** URI of the host that everything below lives on. */
    String host();

    /** URI that the adapter serves and behind which nothing answers. */
    String unreachableHost();

    /** A fresh, stopped, bootable domain with a guest agent and disks {@code vda}, {@code vdb}, … of one file each. */
    DomainRef newServer(int disks);

    /** The same with one disk and no guest agent. */
    DomainRef newServerWithoutAgent();

    /** The same with two disks of which {@code vdb} is marked as shared between domains. */
    DomainRef newServerWithSharedDisk();

    /** The same with one disk and UEFI variables whose file exists; the variables are written and read as a disk is. */
    DomainRef newServerWithNvram();

    /** Waits until the guest of a running domain is up and its agent (if it has one) answers. */
    void awaitGuest(DomainRef domain);

    /** Makes a running domain's processors stand still, behind the adapter's back. */
    void pause(DomainRef domain);

    /**
     * Writes through to the disk: by the guest if the domain runs (waiting for it to be up), else into the head's file.
     *
     * @param slot 0 to 7
     * @param text at most 60 ASCII characters
     */
    void write(DomainRef domain, String target, int slot, String text);

    /** Reads what {@link #write} wrote: by the guest, past its cache, if the domain runs, else from the head's file. */
    String read(DomainRef domain, String target, int slot);

    /** Writes that many MiB, all non-zero, away from the slots; otherwise as {@link #write}. At most 24. */
    void fill(DomainRef domain, String target, int mebibytes);

    /** A digest of everything that the file reads as, through its backing files; nobody writes to it meanwhile. */
    String digest(String path);

    /** A path in the same place as an existing volume, at which nothing is. */
    String siblingPath(String existing, String name);

    /** Removes every domain and volume that this fixture made. */
    @Override
    void close();
}
