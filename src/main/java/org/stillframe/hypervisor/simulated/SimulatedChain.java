package org.stillframe.hypervisor.simulated;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.stillframe.hypervisor.VolumeInfo;

/** A volume with everything below it, the volume itself first: what a guest sees as one disk. */
final class SimulatedChain {
    private static final int DEEPEST = 1000;

    private final List<SimulatedVolume> volumes;

    private SimulatedChain(List<SimulatedVolume> volumes) {
        this.volumes = volumes;
    }

    static SimulatedChain open(Path head) throws IOException {
        List<SimulatedVolume> volumes = new ArrayList<>();
        for (Path path = head; path != null; ) {
            SimulatedVolume volume = SimulatedVolume.open(path);
            if (volume == null || volume.merged()) {
                throw new BrokenChainException("The chain of " + head + " lacks " + path);
            }
            if (volumes.size() == DEEPEST) {
                throw new BrokenChainException("The chain of " + head + " does not end");
            }
            volumes.add(volume);
            path = volume.backing();
        }
        return new SimulatedChain(volumes);
    }

    SimulatedVolume head() {
        return volumes.get(0);
    }

    List<VolumeInfo> info() throws IOException {
        List<VolumeInfo> infos = new ArrayList<>();
        for (SimulatedVolume volume : volumes) {
            infos.add(volume.info());
        }
        return infos;
    }

    boolean contains(Path path) {
        return volumes.stream().anyMatch(volume -> volume.path().equals(path));
    }

    byte[] read(long offset, int length) throws IOException {
        byte[] result = new byte[length];
        List<BitSet> allocated = new ArrayList<>();
        for (SimulatedVolume volume : volumes) {
            allocated.add(volume.allocated());
        }
        for (int done = 0; done < length; ) {
            int cluster = cluster(offset + done);
            int within = within(offset + done);
            int count = Math.min(length - done, SimulatedVolume.CLUSTER - within);
            SimulatedVolume holder = holder(cluster, allocated);
            if (holder != null) {
                System.arraycopy(holder.read(cluster), within, result, done, count);
            }
            done += count;
        }
        return result;
    }

    /** Writes to the head; the rest of a partly written cluster is copied up from below. */
    void write(long offset, byte[] bytes) throws IOException {
        if (offset < 0 || offset + bytes.length > head().capacity()) {
            throw new IOException("Beyond the end of " + head().path());
        }
        for (int done = 0; done < bytes.length; ) {
            int cluster = cluster(offset + done);
            int within = within(offset + done);
            int count = Math.min(bytes.length - done, SimulatedVolume.CLUSTER - within);
            byte[] content = read((long) cluster * SimulatedVolume.CLUSTER, SimulatedVolume.CLUSTER);
            System.arraycopy(bytes, done, content, within, count);
            head().write(cluster, content);
            done += count;
        }
    }

    /** The uppermost volume that has the cluster; null if it is a hole. */
    private SimulatedVolume holder(int cluster, List<BitSet> allocated) {
        for (int depth = 0; depth < volumes.size(); depth++) {
            if (allocated.get(depth).get(cluster)) {
                return volumes.get(depth);
            }
        }
        return null;
    }

    private static int cluster(long offset) {
        return Math.toIntExact(offset / SimulatedVolume.CLUSTER);
    }

    private static int within(long offset) {
        return Math.toIntExact(offset % SimulatedVolume.CLUSTER);
    }
}
