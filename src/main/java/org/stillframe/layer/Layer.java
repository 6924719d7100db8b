package org.stillframe.layer;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/**
 * One state of a disk, kept in one file that reads through to its parent's. The row is stored before the file is made. A merge
 * changes the file that a layer lives in, never what it reads.
 */
@Entity
@Table(name = "layer")
public class Layer {
    @Id
    private String id;

    @Column(name = "disk_id")
    private Long diskId;

    @Column(name = "parent_id")
    private String parentId;

    private String path;

    @Enumerated(EnumType.STRING)
    private LayerState state;

    @Enumerated(EnumType.STRING)
    private LayerOrigin origin;

    @Column(name = "operation_id")
    private String operationId;

    @Column(name = "created_at")
    private Instant createdAt;

    @Version
    private int version;

    protected Layer() {}

    private Layer(UUID id, long diskId, String parentId, String path, LayerState state, LayerOrigin origin, Instant createdAt) {
        this.id = id.toString();
        this.diskId = diskId;
        this.parentId = parentId;
        this.path = path;
        this.state = state;
        this.origin = origin;
        this.createdAt = createdAt;
    }

    /** A layer whose file exists already. */
    static Layer found(long diskId, String parentId, String path, LayerOrigin origin, Instant at) {
        return new Layer(UUID.randomUUID(), diskId, parentId, path, LayerState.READY, origin, at);
    }

    /**
     * A layer whose file will be made beside the disk's present head. The file's name carries the domain's and the layer's
     * UUID, so that the storage tells by itself what it belongs to.
     *
     * @param parent what it will stand on; or, for UEFI variables, what it will be a copy of: once made, it stands alone
     */
    static Layer planned(Disk disk, Layer parent, Layer head, UUID domain, LayerOrigin origin, String operationId, Instant at) {
        UUID id = UUID.randomUUID();
        String directory = head.path.substring(0, head.path.lastIndexOf('/') + 1);
        String path = directory + prefix(domain) + id + (disk.isNvram() ? ".fd" : ".qcow2");
        Layer layer = new Layer(id, disk.getId(), parent.id, path, LayerState.PLANNED, origin, at);
        layer.operationId = operationId;
        return layer;
    }

    /** Whether the service made that file for that domain. */
    static boolean isOurs(String path, UUID domain) {
        return path.substring(path.lastIndexOf('/') + 1).startsWith(prefix(domain));
    }

    private static String prefix(UUID domain) {
        return "stillframe-" + domain + "-";
    }

    void made() {
        state = LayerState.READY;
        operationId = null;
    }

    /** It is a copy of what was named as its parent, and needs that no more. */
    void copied() {
        made();
        parentId = null;
    }

    /** Somebody else gave its file another one to stand on. */
    void standOn(String parent) {
        parentId = parent;
    }

    /** Somebody else moved its file. */
    void moveTo(String newPath) {
        path = newPath;
    }

    void merging(String byOperation) {
        state = LayerState.MERGING;
        operationId = byOperation;
    }

    void deleting(String byOperation) {
        state = LayerState.DELETING;
        operationId = byOperation;
        parentId = null;
    }

    /** {@code top} has been merged into this layer's file: it lives there from now on, and this row keeps the file it left. */
    void giveFileTo(Layer top, String byOperation) {
        String left = top.path;
        top.path = path;
        top.parentId = parentId;
        path = left;
        deleting(byOperation);
    }

    public String getId() {
        return id;
    }

    public long getDiskId() {
        return diskId;
    }

    /** The layer that this one reads through to, or null. */
    public String getParentId() {
        return parentId;
    }

    /** Where its file lies on the host. */
    public String getPath() {
        return path;
    }

    public LayerState getState() {
        return state;
    }

    public LayerOrigin getOrigin() {
        return origin;
    }

    /** The operation that makes, merges or deletes it now, or null. */
    public String getOperationId() {
        return operationId;
    }
}
