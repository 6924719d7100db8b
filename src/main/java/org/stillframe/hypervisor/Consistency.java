package org.stillframe.hypervisor;

/** What the frozen disks of one cut are worth to the guest that will boot from them. */
public enum Consistency {
    /** The guest agent had flushed and frozen every file system when the disks were cut. */
    APPLICATION,
    /** The disks are as after a power failure at one instant. */
    CRASH,
    /** The server was stopped, so nothing was in flight. */
    OFFLINE
}
