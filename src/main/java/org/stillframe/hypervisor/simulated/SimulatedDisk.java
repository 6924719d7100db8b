package org.stillframe.hypervisor.simulated;

import static java.util.Objects.requireNonNull;

import org.stillframe.hypervisor.DiskInfo;

/**
 * A disk to be made with a domain.
 *
 * @param target the guest's name for it, for instance {@code vda}
 * @param capacityBytes size that the guest sees
 * @param blocked why it cannot be layered, a sentence for its owner, or null
 */
public record SimulatedDisk(String target, long capacityBytes, String blocked) {
    private static final long NVRAM_BYTES = 528 * 1024;

    public SimulatedDisk {
        requireNonNull(target, "target is null");
        if (capacityBytes <= 0) {
            throw new IllegalArgumentException("capacityBytes is not positive");
        }
    }

    public SimulatedDisk(String target, long capacityBytes) {
        this(target, capacityBytes, null);
    }

    /** The file of UEFI variables. */
    public static SimulatedDisk nvram() {
        return new SimulatedDisk(DiskInfo.NVRAM, NVRAM_BYTES);
    }

    String format() {
        return target.equals(DiskInfo.NVRAM) ? "raw" : "qcow2";
    }

    public SimulatedDisk shared() {
        return new SimulatedDisk(target, capacityBytes, "Disk " + target + " is shared between domains.");
    }
}
