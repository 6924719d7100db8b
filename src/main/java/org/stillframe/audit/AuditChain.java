package org.stillframe.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.stillframe.account.KeySeal;

/** Where the chain of sealed events ends, and where it begins since the oldest were removed. There is one. */
@Entity
@Table(name = "audit_chain")
public class AuditChain {
    static final int ONLY = 1;

    @Id
    private Integer id;

    @Column(name = "head_position")
    private long headPosition;

    @Column(name = "head_seal")
    private String headSeal;

    @Column(name = "head_mac")
    private String headMac;

    @Column(name = "anchor_position")
    private long anchorPosition;

    @Column(name = "anchor_seal")
    private String anchorSeal;

    @Column(name = "anchor_mac")
    private String anchorMac;

    protected AuditChain() {}

    /** An empty one. */
    AuditChain(KeySeal seal) {
        id = ONLY;
        headSeal = "";
        anchorSeal = "";
        headMac = mac(seal, "head", headPosition, headSeal);
        anchorMac = mac(seal, "anchor", anchorPosition, anchorSeal);
    }

    /** Adds an event at the end. */
    void append(KeySeal seal, AuditEvent event) {
        headPosition++;
        headSeal = event.seal(seal, headPosition, headSeal);
        headMac = mac(seal, "head", headPosition, headSeal);
    }

    /** From now on it begins after that event. */
    void anchor(KeySeal seal, AuditEvent last) {
        anchorPosition = last.getPosition();
        anchorSeal = last.getSeal();
        anchorMac = mac(seal, "anchor", anchorPosition, anchorSeal);
    }

    /** Whether what this row says was written by a node and not by somebody else. */
    boolean isGenuine(KeySeal seal) {
        return mac(seal, "head", headPosition, headSeal).equals(headMac)
                && mac(seal, "anchor", anchorPosition, anchorSeal).equals(anchorMac);
    }

    private static String mac(KeySeal seal, String end, long position, String sealed) {
        return seal.authenticate("audit " + end + " " + position + " " + sealed);
    }

    /** Place of the last event that was sealed; 0 if none was. */
    long headPosition() {
        return headPosition;
    }

    String headSeal() {
        return headSeal;
    }

    /** Place of the last event that was removed; 0 if none was. */
    long anchorPosition() {
        return anchorPosition;
    }

    String anchorSeal() {
        return anchorSeal;
    }
}
