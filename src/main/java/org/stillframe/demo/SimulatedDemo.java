package org.stillframe.demo;

/** Defines the demo's servers on a simulated host. */
final class SimulatedDemo {
    private SimulatedDemo() {}

    static void defineServers(String host) {}
}
