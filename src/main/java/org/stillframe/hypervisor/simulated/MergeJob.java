package org.stillframe.hypervisor.simulated;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A merge that runs, at most one per domain, as seen by other threads and processes: a file that is locked for as long. The
 * lock goes with the process, so that a job that was killed is not taken for one that runs. All but {@link #isAborted} and
 * {@link #close} needs the domain's lock held.
 */
final class MergeJob implements AutoCloseable {
    /** Of this process. A file that it has locked must not be opened again: closing it would drop the lock. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private MergeJob(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Null if one runs already. */
    static MergeJob begin(Path directory, UUID domain, Path top) throws IOException {
        Path file = file(directory, domain);
        if (runs(file)) {
            return null;
        }
        Files.deleteIfExists(abort(file));
        Files.writeString(top(file), top.toString());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        OWN.add(file);
        return new MergeJob(file, channel);
    }

    /** The upper file of the merge that runs; empty if none does. */
    static Optional<Path> top(Path directory, UUID domain) throws IOException {
        Path file = file(directory, domain);
        return runs(file) ? Optional.of(Path.of(Files.readString(top(file)))) : Optional.empty();
    }

    /** Tells the domain's merge to end; returns whether one runs still. */
    static boolean abort(Path directory, UUID domain) throws IOException {
        Path file = file(directory, domain);
        if (!runs(file)) {
            return false;
        }
        Files.writeString(abort(file), "");
        return true;
    }

    boolean isAborted() {
        return Files.exists(abort(file));
    }

    @Override
    public void close() throws IOException {
        channel.close();
        OWN.remove(file);
    }

    private static boolean runs(Path file) throws IOException {
        if (OWN.contains(file)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static Path file(Path directory, UUID domain) {
        return directory.resolve(domain + ".job");
    }

    private static Path top(Path file) {
        return file.resolveSibling(file.getFileName() + ".top");
    }

    private static Path abort(Path file) {
        return file.resolveSibling(file.getFileName() + ".abort");
    }
}
