package org.stillframe.hypervisor;

/**
 * One file of a host's storage, as its own header describes it.
 *
 * @param format what its content looks like; a guest may have written what looks like another format to a raw disk
 * @param backing absolute path of the file that it reads through to, or null
 * @param backingFormat what that is to be read as, or null
 */
public record StoredVolume(String path, String format, String backing, String backingFormat) {}
