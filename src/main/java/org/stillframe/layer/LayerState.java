package org.stillframe.layer;

/** Whether a layer's file exists, and what is being done to it. */
public enum LayerState {
    /** Its name is stored; its file may or may not have been made yet. */
    PLANNED,
    /** Its file exists and takes part in the tree. */
    READY,
    /** The layer above it is being merged into its file. */
    MERGING,
    /** Nothing refers to its file any more; the file is being deleted. */
    DELETING
}
