package org.stillframe.layer;

/** Who made a layer's file, and what for. */
public enum LayerOrigin {
    /** It lay below the server's own file when the service first saw it; others may use it. Never written, merged into or deleted. */
    FOREIGN,
    /** The server's own file, as the service first saw it; or one that others made its head and an admin took over. */
    ADOPTED,
    /** Put on top when a disk was frozen. */
    CUT,
    /** The new head that a restore gave the server. */
    RESTORE
}
