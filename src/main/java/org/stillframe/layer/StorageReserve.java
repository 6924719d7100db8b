package org.stillframe.layer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.HostInfo;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.StorageRoom;
import org.stillframe.hypervisor.VolumeInfo;
import org.stillframe.server.HostStatus;

/** Sees to it that the service never takes the last room of a storage: running servers need it for what they write. */
@ApplicationScoped
public class StorageReserve {
    private static final long MEBIBYTE = 1L << 20;

    /** To tell what is free, a host looks at every file that lies in the directory, so it is not asked for each new file. */
    private static final Duration LONGEST_TRUST = Duration.ofSeconds(30);

    /** A gigabyte a second: no storage of virtual disks is filled faster. */
    private static final long MOST_BYTES_A_NANOSECOND = 1;

    private record Place(String host, String directory) {}

    /** @param at {@link System#nanoTime} */
    private record Seen(long freeBytes, long at) {
        /** What is free at least by now. */
        long atLeast() {
            return freeBytes - (System.nanoTime() - at) * MOST_BYTES_A_NANOSECOND;
        }
    }

    private final Cache<Place, Seen> seen =
            Caffeine.newBuilder().expireAfterWrite(LONGEST_TRUST).executor(Runnable::run).build();

    /** MiB that are kept free; 0 for none. */
    @Inject
    @ConfigProperty(name = "stillframe.storage.reserve", defaultValue = "1024")
    private long mebibytes;

    /** For the container. */
    protected StorageReserve() {}

    StorageReserve(long mebibytes) {
        this.mebibytes = mebibytes;
    }

    /** What is kept free, in bytes. */
    long bytes() {
        return mebibytes * MEBIBYTE;
    }

    /**
     * By what was last seen of the host; it is not asked.
     *
     * @param heads layers beside which new ones are to be made
     * @throws ServiceException with {@code INSUFFICIENT_STORAGE} if the storage of one had less room than is kept
     */
    public void requireAsSeen(HostStatus host, List<Layer> heads) {
        if (mebibytes > 0 && host.isConnected()) {
            Set<String> directories = heads.stream().map(head -> directory(head.getPath())).collect(Collectors.toSet());
            host.info().pools().stream()
                    .filter(pool -> directories.contains(pool.path()))
                    .mapToLong(HostInfo.Pool::freeBytes)
                    .forEach(this::requireForNewFile);
        }
    }

    /** As {@link #requireAsSeen}, by what the host says of the storage of each disk, or has said a moment ago. */
    public void require(Hypervisor hypervisor, DomainInfo domain) {
        if (mebibytes > 0) {
            domain.disks().stream()
                    .map(disk -> directory(disk.head().path()))
                    .distinct()
                    .forEach(directory -> requireForNewFile(hypervisor, domain.ref().host(), directory));
        }
    }

    private void requireForNewFile(Hypervisor hypervisor, String host, String directory) {
        Place place = new Place(host, directory);
        Seen lately = seen.getIfPresent(place);
        if (!isEnough(lately)) {
            // One asks, and the others that create snapshots there just now wait for what it is told.
            lately = seen.asMap().compute(place, (key, known) -> isEnough(known) ? known : look(hypervisor, key));
        }
        requireForNewFile(lately.freeBytes());
    }

    private boolean isEnough(Seen lately) {
        return lately != null && lately.atLeast() >= bytes();
    }

    private static Seen look(Hypervisor hypervisor, Place place) {
        return new Seen(hypervisor.room(place.host(), place.directory() + "/any").freeBytes(), System.nanoTime());
    }

    /** @throws ServiceException with {@code INSUFFICIENT_STORAGE} if the merge might grow its file into what is kept */
    public void require(Hypervisor hypervisor, String host, Merge merge) {
        VolumeInfo top = mebibytes > 0 ? hypervisor.volume(host, merge.top()) : null;
        if (top == null) {
            return;
        }
        StorageRoom room = hypervisor.room(host, merge.base());
        if (room.freeBytes() - top.allocatedBytes() < bytes()) {
            throw new ServiceException(
                    ErrorCode.INSUFFICIENT_STORAGE,
                    "Merging layers of the server may need " + (top.allocatedBytes() + MEBIBYTE - 1) / MEBIBYTE
                            + " MiB, but its storage has " + room.freeBytes() / MEBIBYTE + " MiB free, of which " + mebibytes
                            + " MiB are kept in reserve.");
        }
    }

    private void requireForNewFile(long freeBytes) {
        if (freeBytes < bytes()) {
            throw new ServiceException(
                    ErrorCode.INSUFFICIENT_STORAGE,
                    "The server's storage has " + freeBytes / MEBIBYTE + " MiB free, but " + mebibytes
                            + " MiB are kept in reserve. Try again when there is more room.");
        }
    }

    private static String directory(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }
}
