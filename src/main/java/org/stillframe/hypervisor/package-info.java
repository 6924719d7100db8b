/**
 * The one door to virtual machines. Everything outside speaks of servers and layers; in here, and in the adapters below,
 * the words are libvirt's: domain, volume, chain.
 */
package org.stillframe.hypervisor;
