package org.stillframe.hypervisor;

/**
 * Why a domain cannot be snapshotted as it is.
 *
 * @param disk target of the disk that is in the way, or null when it is the domain as a whole
 * @param reason a sentence for its owner, for instance {@code Disk vdb is shared between domains.}; no path of the host
 */
public record Blocker(String disk, String reason) {}
