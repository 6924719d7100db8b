package org.stillframe.layer;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import org.stillframe.hypervisor.DiskInfo;

/**
 * One disk of a server: a tree of layers, of which one is the head that the server writes to. A server's UEFI variables are
 * kept as a disk of their own, whose layers are copies that stand on nothing.
 */
@Entity
@Table(name = "disk")
public class Disk {
    @Id
    @SequenceGenerator(name = "disk_seq", sequenceName = "disk_seq", allocationSize = 1)
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "disk_seq")
    private Long id;

    @Column(name = "server_id")
    private Long serverId;

    private String target;

    @Column(name = "head_layer_id")
    private String headLayerId;

    @Version
    private int version;

    protected Disk() {}

    Disk(long serverId, String target, String headLayerId) {
        this.serverId = serverId;
        this.target = target;
        this.headLayerId = headLayerId;
    }

    void setHead(Layer layer) {
        headLayerId = layer.getId();
    }

    void retarget(String newTarget) {
        target = newTarget;
    }

    public long getId() {
        return id;
    }

    public long getServerId() {
        return serverId;
    }

    /** Whether it is the server's UEFI variables. */
    boolean isNvram() {
        return target.equals(DiskInfo.NVRAM);
    }

    /** The guest's name for it, for instance {@code vda}. */
    public String getTarget() {
        return target;
    }

    public String getHeadLayerId() {
        return headLayerId;
    }
}
