package org.stillframe.layer;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;

/** A snapshot's or a safety point's hold on one frozen layer. What is pinned always reads the same. */
@Entity
@Table(name = "layer_pin")
public class LayerPin {
    @Id
    @SequenceGenerator(name = "layer_pin_seq", sequenceName = "layer_pin_seq", allocationSize = 1)
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "layer_pin_seq")
    private Long id;

    @Column(name = "layer_id")
    private String layerId;

    @Column(name = "snapshot_id")
    private Long snapshotId;

    @Column(name = "safety_point")
    private String safetyPoint;

    protected LayerPin() {}

    private LayerPin(Layer layer, Long snapshotId, String safetyPoint) {
        this.layerId = layer.getId();
        this.snapshotId = snapshotId;
        this.safetyPoint = safetyPoint;
    }

    static LayerPin bySnapshot(long snapshotId, Layer layer) {
        return new LayerPin(layer, snapshotId, null);
    }

    /** @param operationId the restore whose safety point it is */
    static LayerPin bySafetyPoint(String operationId, Layer layer) {
        return new LayerPin(layer, null, operationId);
    }

    public String getLayerId() {
        return layerId;
    }
}
