package org.stillframe.hypervisor.simulated;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.stillframe.hypervisor.Merge;

/**
 * A merge that runs, as seen by other threads and processes: a file that is locked for as long. The lock goes with the process,
 * so that a job that was killed is not taken for one that runs. All but {@link #isAborted} needs the domain's lock held.
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

    /** Null if one runs on that disk already. */
    static MergeJob begin(Path directory, UUID domain, Merge merge) throws IOException {
        Path file = directory.resolve(domain + "." + merge.target() + ".job");
        if (runs(file)) {
            return null;
        }
        Files.deleteIfExists(abort(file));
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        OWN.add(file);
        Files.writeString(file.resolveSibling(file.getFileName() + ".top"), merge.top());
        return new MergeJob(file, channel);
    }

    /** The upper files of the domain's merges that run. */
    static List<Path> tops(Path directory, UUID domain) throws IOException {
        List<Path> tops = new ArrayList<>();
        for (Path file : running(directory, domain)) {
            tops.add(Path.of(Files.readString(file.resolveSibling(file.getFileName() + ".top"))));
        }
        return tops;
    }

    /** Tells every merge of the domain to end; returns whether one runs still. */
    static boolean abortAll(Path directory, UUID domain) throws IOException {
        List<Path> running = running(directory, domain);
        for (Path file : running) {
            Files.writeString(abort(file), "");
        }
        return !running.isEmpty();
    }

    boolean isAborted() {
        return Files.exists(abort(file));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(abort(file));
        channel.close();
        OWN.remove(file);
    }

    private static List<Path> running(Path directory, UUID domain) throws IOException {
        List<Path> running = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, domain + ".*.job")) {
            for (Path file : files) {
                if (runs(file)) {
                    running.add(file);
                }
            }
        }
        return running;
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

    private static Path abort(Path file) {
        return file.resolveSibling(file.getFileName() + ".abort");
    }
}
