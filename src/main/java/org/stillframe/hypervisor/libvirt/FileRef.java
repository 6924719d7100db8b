package org.stillframe.hypervisor.libvirt;

/**
 * One file as a definition or a header names it.
 *
 * @param path absolute path on the host
 * @param format what it is to be read as; never guessed from its content, which a guest may have written
 */
record FileRef(String path, String format) {}
