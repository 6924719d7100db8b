package org.stillframe.audit;

import java.time.Instant;

/**
 * Which events are asked for. What is null does not matter.
 *
 * @param account email of who did it
 * @param after not before this moment
 * @param before before this moment
 */
public record AuditFilter(String account, String action, Long serverId, Instant after, Instant before) {}
