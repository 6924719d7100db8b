package org.stillframe.hypervisor.simulated;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Duration;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.StorageRoom;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** One call to a host, with the waits and the failures that the host's faults have in store for it. */
final class CallInProgress {
    private static final long LOOK_MILLIS = 20;

    private final SimulatedHost host;
    private final Call call;
    private final SimulatedFaults faults;
    private final int nth;
    private final Duration usualLatency;

    private CallInProgress(SimulatedHost host, Call call, SimulatedFaults faults, int nth, Duration usualLatency) {
        this.host = host;
        this.call = call;
        this.faults = faults;
        this.nth = nth;
        this.usualLatency = usualLatency;
    }

    static CallInProgress begin(SimulatedHost host, Call call, CallCounts counts, Duration latency) throws IOException {
        SimulatedFaults faults = SimulatedFaults.of(host.directory());
        int nth = counts.next(host.directory(), faults, call);
        return new CallInProgress(host, call, faults, nth, call.changing() ? latency : Duration.ZERO);
    }

    SimulatedHost host() {
        return host;
    }

    /** To be called when the call has come that far; throws what is in store. */
    void reach(Point point) throws IOException {
        Duration latency = faults.latency(call, point);
        if (latency == null) {
            latency = point == Point.BEFORE ? usualLatency : Duration.ZERO;
        }
        long end = System.nanoTime() + latency.toNanos();
        for (long left = latency.toNanos(); left > 0 && current().equals(faults); left = end - System.nanoTime()) {
            sleepNanos(Math.min(left, LOOK_MILLIS * 1_000_000));
        }
        requireReachable();
        Kind failure = faults.failure(call, point, nth);
        if (failure != null) {
            String message = "Simulated failure " + point.key() + " call " + nth + " of " + call.method();
            throw new HypervisorException(failure, message);
        }
    }

    /** The faults as they are by now. */
    SimulatedFaults current() throws IOException {
        return SimulatedFaults.of(host.directory());
    }

    /** How much room the storage has by now. */
    StorageRoom room() throws IOException {
        long pretended = current().storageCapacity();
        if (pretended > 0) {
            return new StorageRoom(pretended, Math.max(0, pretended - host.occupiedBytes()));
        }
        FileStore store = Files.getFileStore(host.volumes());
        return new StorageRoom(store.getTotalSpace(), store.getUsableSpace());
    }

    void requireReachable() throws IOException {
        if (current().isUnreachable()) {
            throw new HypervisorException(Kind.UNAVAILABLE, host.uri() + " does not answer (simulated)");
        }
    }

    static void sleepNanos(long nanos) {
        try {
            Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Kind.INTERRUPTED, "Interrupted while waiting for a simulated host", e);
        }
    }
}
