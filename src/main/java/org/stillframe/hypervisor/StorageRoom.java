package org.stillframe.hypervisor;

/** How much room a host's storage has in all and has left, in bytes. */
public record StorageRoom(long capacityBytes, long freeBytes) {}
