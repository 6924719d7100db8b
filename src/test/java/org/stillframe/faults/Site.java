package org.stillframe.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The host under the service, seen without the service: what is really there, and how it is broken. */
interface Site extends AutoCloseable {
    /** Power states, in the words of the API. */
    String ACTIVE = "active";

    String STOPPED = "stopped";
    String SUSPENDED = "suspended";

    /** Makes the host and its guests, running. */
    void open();

    List<Guest> guests();

    /** How the service reaches the host. */
    String uri();

    /** The faults that can be made here. */
    Set<Fault> faults();

    String power(Guest guest);

    /** The files of a disk, the head first: as it runs, or as it would start if it does not. */
    List<String> chain(Guest guest, String target);

    /** The head that the guest would have at its next start. */
    String definedHead(Guest guest, String target);

    /** The service's files for that guest that lie on the storage. */
    Set<String> files(Guest guest);

    boolean exists(String file);

    /** What a guest would read that boots from this file, and whether it could. */
    Content content(Path file);

    /** The sum of what a guest would read that boots from this file. */
    String sha256(Path file);

    /** Writes a marker from inside to all disks, and keeps on writing elsewhere. */
    void write(Guest guest, String marker);

    /** The markers that all disks show from inside; empty if the guest does not answer. */
    Optional<String> read(Guest guest);

    /** What is left over on the host that belongs to no guest. */
    List<String> leftovers();

    void killDaemon();

    void startDaemon();

    /** Kills the process of that guest, and of what works for it. */
    void killProcess(Guest guest);

    /** Makes the host fail in a way that needs no kill. */
    void suffer(Fault fault, java.util.random.RandomGenerator random);

    /** Ends what {@link #suffer} began, and what an operator would have to see to. */
    void heal();

    /** Where the evidence of a violation is taken from. */
    Map<String, String> evidence(Guest guest);

    @Override
    void close();

    /**
     * What a file and those below it hold.
     *
     * @param sha256 of every byte
     * @param marker what was written to it last
     * @param damage what is wrong with its file system; empty if nothing is
     */
    record Content(String sha256, String marker, String damage) {}
}
