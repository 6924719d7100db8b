package org.stillframe.server;

/**
 * A wish to take a domain into an account.
 *
 * @param domain UUID or name on the host
 * @param account email of the owner
 * @param details what the host cannot tell; its name may be null, then the domain's is used
 */
public record Adoption(long hostId, String domain, String account, ServerDetails details) {}
