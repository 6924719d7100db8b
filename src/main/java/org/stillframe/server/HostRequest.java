package org.stillframe.server;

import java.util.regex.Pattern;
import org.stillframe.api.RequestBody;

/**
 * What an administrator says of a host. In a change, what is null stays as it is.
 *
 * @param uri where its hypervisor is reached; not known to be one that can be
 */
public record HostRequest(String name, String uri) {
    private static final int LONGEST_NAME = 100;
    private static final Pattern URI = Pattern.compile("[!-~]{1,1000}");
    private static final String URI_RULE = "It must be a connection URI of libvirt, for instance qemu+tls://host/system.";

    /** A host that is to be made known. */
    static HostRequest ofNew(RequestBody body) {
        HostRequest request = new HostRequest(name(body), uri(body));
        body.check();
        return request;
    }

    static HostRequest ofChange(RequestBody body) {
        HostRequest request = new HostRequest(body.has("name") ? name(body) : null, body.has("uri") ? uri(body) : null);
        body.check();
        return request;
    }

    private static String name(RequestBody body) {
        return body.requiredName("name", LONGEST_NAME);
    }

    private static String uri(RequestBody body) {
        return body.requiredText("uri", URI, URI_RULE);
    }
}
