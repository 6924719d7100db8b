package org.stillframe.hypervisor;

/**
 * One file of a disk's chain, as the host reports it.
 *
 * @param path absolute path on the host
 * @param format {@code qcow2}, {@code raw} or another of QEMU's names
 * @param capacityBytes size that the guest sees
 * @param allocatedBytes space that the file occupies
 */
public record VolumeInfo(String path, String format, long capacityBytes, long allocatedBytes) {}
