package org.stillframe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationKindTest {
    /** The whole table. */
    @ParameterizedTest
    @CsvSource({
        "SNAPSHOT_CREATE, snapshot_create, snapshot-create, true",
        "SNAPSHOT_RESTORE, snapshot_restore, snapshot-restore, true",
        "RESTORE_UNDO, restore_undo, snapshot-restore, true",
        "SNAPSHOT_DELETE, snapshot_delete, layer-reclaim, false",
        "SERVER_START, server_start, server-power, true",
        "SERVER_STOP, server_stop, server-power, true",
        "SERVER_RELEASE, server_release, server-release, true",
        "HOST_RECONCILE, host_reconcile, host-reconcile, false",
        "DRIFT_REPAIR, drift_repair, drift-repair, true",
        "LAYER_RECLAIM, layer_reclaim, layer-reclaim, false"
    })
    void hasTheNameOfTheContractAndAJobAndSaysWhetherItIsAlone(OperationKind kind, String code, String job, boolean exclusive) {
        assertThat(kind.code()).isEqualTo(code);
        assertThat(kind.job()).isEqualTo(job);
        assertThat(kind.isExclusive()).isEqualTo(exclusive);
    }
}
