package org.stillframe.operation;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stillframe.account.DataDirectory;

/**
 * This process, among those that share a database. Each start has a name of its own, so that two that were given the same
 * {@code stillframe.node} by mistake do not take each other's work for their own.
 *
 * <p>Who the last start was stands in {@code node} in the data directory. That file is locked for as long as the process lives,
 * and the lock goes with it however it ends; so whoever gets the lock knows that the last start is dead, and need not wait for
 * its leases to run out.
 */
@ApplicationScoped
public class Node {
    private static final Logger LOG = System.getLogger(Node.class.getName());
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_LINE = 200;

    @Inject
    @ConfigProperty(name = "stillframe.node", defaultValue = "node-1")
    private String configured;

    @Inject
    private DataDirectory dataDirectory;

    private String name;
    private String former;
    private FileChannel file;

    @PostConstruct
    void begin() {
        if (configured.length() > LONGEST_NAME) {
            throw new IllegalStateException("stillframe.node must have at most " + LONGEST_NAME + " characters");
        }
        name = configured + "/" + UUID.randomUUID();
        Path path = dataDirectory.file("node");
        try {
            Files.createDirectories(path.getParent());
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (isAlone()) {
                former = read();
                write();
            } else {
                LOG.log(Level.WARNING, "Another process works in the data directory {0}; give each one of its own", path.getParent());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + path + " can be neither read nor made", e);
        }
    }

    private boolean isAlone() throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another deployment in this very process.
            return false;
        }
    }

    private String read() throws IOException {
        ByteBuffer content = ByteBuffer.allocate(LONGEST_LINE);
        file.read(content, 0);
        return new String(content.array(), 0, content.position(), StandardCharsets.UTF_8).strip();
    }

    private void write() throws IOException {
        file.truncate(0);
        file.write(ByteBuffer.wrap((name + "\n").getBytes(StandardCharsets.UTF_8)), 0);
        file.force(true);
    }

    @PreDestroy
    void end() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The node's file could not be closed", e);
        }
    }

    /** The configured name and what tells this start from all others. */
    public String name() {
        return name;
    }

    /** Name of the start before this one, if it is certain that it has ended. */
    Optional<String> former() {
        return Optional.ofNullable(former).filter(known -> !known.isEmpty());
    }
}
