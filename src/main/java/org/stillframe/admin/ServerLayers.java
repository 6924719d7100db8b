package org.stillframe.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.layer.DiskTrees;
import org.stillframe.layer.LayerCount;

/** How deep the chains of a server have become. */
@Named
@RequestScoped
public class ServerLayers {
    @Inject
    private DiskTrees trees;

    /** In words. */
    public String of(long serverId) {
        LayerCount count = trees.count(serverId);
        return "%d %s on %d %s; the server reads through a chain of %d"
                .formatted(count.layers(), count.layers() == 1 ? "file" : "files", count.disks(), count.disks() == 1 ? "disk" : "disks", count.depth());
    }
}
