/**
 * Speaks to real hosts: QEMU under libvirt, by libvirt's API alone, so that a host may be on the other side of a
 * network.
 */
package org.stillframe.hypervisor.libvirt;
