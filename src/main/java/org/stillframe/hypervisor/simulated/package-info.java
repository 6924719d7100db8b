/**
 * Hosts that exist only as a directory: the same behaviour as libvirt's, on plain files, with faults on demand. For a demo
 * without libvirt and for fast tests. Everything is in the directory, so that it outlives the Java process and several
 * processes can share it:
 *
 * <pre>
 * domains/UUID.properties   definition and power state of a domain
 * volumes/NAME              descriptor of a layer: capacity, backing file
 * volumes/NAME.data         its clusters, a sparse file; absent until the first write
 * jobs/UUID.job             locked while a merge runs
 * faults.properties         what goes wrong and how slowly, see {@link org.stillframe.hypervisor.simulated.SimulatedFaults}
 * </pre>
 */
package org.stillframe.hypervisor.simulated;
