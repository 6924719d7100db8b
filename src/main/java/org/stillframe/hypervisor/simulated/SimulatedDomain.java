package org.stillframe.hypervisor.simulated;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.stillframe.hypervisor.Blocker;
import org.stillframe.hypervisor.PowerState;

/**
 * A domain's definition and state, one file of its own.
 *
 * @param agent whether a guest agent answers while it runs
 * @param frozen whether the guest's file systems were left frozen
 */
record SimulatedDomain(
        UUID uuid,
        String name,
        int vcpus,
        long memoryMib,
        PowerState state,
        boolean agent,
        boolean frozen,
        List<Disk> disks) {
    /**
     * @param head the file that the guest writes to
     * @param blocked why it cannot be layered, or null
     */
    record Disk(String target, Path head, String blocked) {}

    SimulatedDomain {
        disks = List.copyOf(disks);
    }

    static SimulatedDomain load(Path file) throws IOException {
        Properties properties = AtomicFile.read(file);
        String fileName = file.getFileName().toString();
        List<Disk> disks = new ArrayList<>();
        for (String target : properties.getProperty("disks").split(" ")) {
            disks.add(new Disk(
                    target,
                    Path.of(properties.getProperty(target + ".head")),
                    properties.getProperty(target + ".blocked")));
        }
        return new SimulatedDomain(
                UUID.fromString(fileName.substring(0, fileName.indexOf('.'))),
                properties.getProperty("name"),
                Integer.parseInt(properties.getProperty("vcpus")),
                Long.parseLong(properties.getProperty("memory.mib")),
                PowerState.valueOf(properties.getProperty("state")),
                Boolean.parseBoolean(properties.getProperty("agent")),
                Boolean.parseBoolean(properties.getProperty("frozen")),
                disks);
    }

    void save(Path file) throws IOException {
        Map<String, String> values = new HashMap<>();
        values.put("name", name);
        values.put("vcpus", Integer.toString(vcpus));
        values.put("memory.mib", Long.toString(memoryMib));
        values.put("state", state.name());
        values.put("agent", Boolean.toString(agent));
        values.put("frozen", Boolean.toString(frozen));
        values.put("disks", String.join(" ", disks.stream().map(Disk::target).toList()));
        for (Disk disk : disks) {
            values.put(disk.target() + ".head", disk.head().toString());
            if (disk.blocked() != null) {
                values.put(disk.target() + ".blocked", disk.blocked());
            }
        }
        AtomicFile.write(file, values);
    }

    Optional<Disk> disk(String target) {
        return disks.stream().filter(disk -> disk.target().equals(target)).findFirst();
    }

    List<Blocker> blockers() {
        return disks.stream()
                .filter(disk -> disk.blocked() != null)
                .map(disk -> new Blocker(disk.target(), disk.blocked()))
                .toList();
    }

    boolean isHead(Path path) {
        return disks.stream().anyMatch(disk -> disk.head().equals(path));
    }

    /** No process is left that could have frozen file systems once it is stopped. */
    SimulatedDomain withState(PowerState newState) {
        boolean stillFrozen = frozen && newState != PowerState.STOPPED;
        return new SimulatedDomain(uuid, name, vcpus, memoryMib, newState, agent, stillFrozen, disks);
    }

    SimulatedDomain withName(String newName) {
        return new SimulatedDomain(uuid, newName, vcpus, memoryMib, state, agent, frozen, disks);
    }

    SimulatedDomain withUuid(UUID newUuid) {
        return new SimulatedDomain(newUuid, name, vcpus, memoryMib, state, agent, frozen, disks);
    }

    SimulatedDomain withFrozen(boolean nowFrozen) {
        return new SimulatedDomain(uuid, name, vcpus, memoryMib, state, agent, nowFrozen, disks);
    }

    SimulatedDomain withHeads(UnaryOperator<Disk> change) {
        List<Disk> changed = disks.stream().map(change).toList();
        return new SimulatedDomain(uuid, name, vcpus, memoryMib, state, agent, frozen, changed);
    }

    SimulatedDomain withHead(String target, Path head) {
        return withHeads(disk -> disk.target().equals(target) ? new Disk(target, head, disk.blocked()) : disk);
    }
}
