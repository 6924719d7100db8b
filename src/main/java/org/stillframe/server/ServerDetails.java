package org.stillframe.server;

/**
 * What an admin says of a server that its host cannot tell; all but the name may be null.
 *
 * @param planMemory MiB
 * @param planStorage GiB
 */
public record ServerDetails(
        String name,
        String hostname,
        String ipAddress,
        String location,
        Long planId,
        String planName,
        Integer planVcpus,
        Long planMemory,
        Long planStorage,
        Long osId,
        String osName) {
    /** A server of which only the name is known. */
    public static ServerDetails named(String name) {
        return new ServerDetails(name, null, null, null, null, null, null, null, null, null, null);
    }
}
