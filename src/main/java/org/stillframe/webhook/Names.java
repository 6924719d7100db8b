package org.stillframe.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks a host's name up. */
@FunctionalInterface
interface Names {
    InetAddress[] addresses(String name) throws UnknownHostException;
}
