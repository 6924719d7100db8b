package org.stillframe.layer;

/**
 * What a snapshot's layers cost, over all disks of its server.
 *
 * @param occupiedBytes what the files of its chains occupy, whoever else needs them
 * @param exclusiveBytes what is freed, once all is reclaimed, if the snapshot goes; less than 0 if that would take room
 */
public record LayerSize(long occupiedBytes, long exclusiveBytes) {
    LayerSize plus(LayerSize other) {
        return new LayerSize(occupiedBytes + other.occupiedBytes, exclusiveBytes + other.exclusiveBytes);
    }
}
