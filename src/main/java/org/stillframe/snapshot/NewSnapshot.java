package org.stillframe.snapshot;

import org.stillframe.hypervisor.Consistency;

/**
 * A wish for a snapshot.
 *
 * @param consistency the least that is accepted, APPLICATION or CRASH, or null for the best that can be had
 */
public record NewSnapshot(long serverId, String name, String description, Consistency consistency) {}
