package org.stillframe.layer;

/**
 * What a server's disks are made of.
 *
 * @param disks how many there are, with the UEFI variables if it has some
 * @param layers files of all disks together
 * @param depth of how many files the longest chain consists that the server reads through
 */
public record LayerCount(int disks, int layers, int depth) {}
