package org.stillframe.bench;

/**
 * Snapshots a second of many servers at once.
 *
 * @param power live or stopped
 */
record Rate(String power, double service, double virsh) {
    double ratio() {
        return service / virsh;
    }
}
