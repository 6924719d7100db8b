package org.stillframe.faults;

import java.util.List;
import java.util.UUID;

/**
 * A guest that the campaign works on.
 *
 * @param targets its disks
 */
record Guest(String name, UUID uuid, List<String> targets) {
    /** What the names of the service's files for this guest begin with. */
    String filePrefix() {
        return "stillframe-" + uuid;
    }
}
