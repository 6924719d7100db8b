/** What libvirt-java does not give, see {@link org.libvirt.MissingCalls}. Nothing but the libvirt adapter may use it. */
package org.libvirt;
