package org.stillframe.drift;

import java.util.Locale;

/** Why a finding is no longer open. */
public enum DriftResolution {
    /** It was not found any more, and nobody had asked for that here. */
    HEALED,
    ADOPTED,
    REPAIRED,
    FORGOTTEN;

    static DriftResolution of(DriftRepair repair) {
        return switch (repair) {
            case ADOPT -> ADOPTED;
            case REPAIR -> REPAIRED;
            case FORGET -> FORGOTTEN;
        };
    }

    /** As the audit trail has it. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
