package org.stillframe.bench;

/**
 * A domain that is measured on.
 *
 * @param pool the pool that its disk lies in
 * @param gibibytes the virtual size of its disk
 * @param runs whether it runs
 */
record Guest(String name, String pool, long gibibytes, boolean runs) {}
