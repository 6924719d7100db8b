package org.stillframe.hypervisor;

/** Whether a domain's processors run. */
public enum PowerState {
    /** The guest runs. */
    RUNNING,
    /** The process lives and holds its disks, but the guest's processors stand still. */
    PAUSED,
    /** There is no process; the disks are at rest. */
    STOPPED
}
