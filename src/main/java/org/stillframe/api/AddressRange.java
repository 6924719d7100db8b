package org.stillframe.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Network addresses that begin with the same bits, written as {@code 10.0.0.0/8}, or one address alone.
 *
 * @param bytes of an address in the range
 * @param bits how many of its bits all have
 */
record AddressRange(byte[] bytes, int bits) {
    /** What is looked up nowhere: digits with dots, or hexadecimal digits with colons. */
    private static final Pattern LITERAL =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    /** @throws IllegalArgumentException if it is none */
    static AddressRange parse(String text) {
        String[] parts = text.strip().split("/", -1);
        byte[] bytes = bytes(parts[0]);
        int bits = parts.length == 1 ? bytes.length * Byte.SIZE : Integer.parseInt(parts[1]);
        if (parts.length > 2 || bits < 0 || bits > bytes.length * Byte.SIZE) {
            throw new IllegalArgumentException("No range of network addresses: " + text);
        }
        return new AddressRange(bytes, bits);
    }

    static boolean isAddress(String text) {
        try {
            return bytes(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    boolean holds(String address) {
        byte[] other = bytes(address);
        int whole = bits / Byte.SIZE;
        int mask = 0xFF00 >> bits % Byte.SIZE & 0xFF;
        return other.length == bytes.length
                && Arrays.equals(bytes, 0, whole, other, 0, whole)
                && (mask == 0 || (bytes[whole] & mask) == (other[whole] & mask));
    }

    private static byte[] bytes(String address) {
        if (!LITERAL.matcher(address).matches()) {
            throw new IllegalArgumentException("No network address: " + address);
        }
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("No network address: " + address, e);
        }
    }
}
