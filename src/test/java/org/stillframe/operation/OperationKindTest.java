package org.stillframe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationKindTest {
    /** The whole table. */
    @ParameterizedTest
    @CsvSource({
        "SNAPSHOT_CREATE, snapshot_create, , true",
        "SNAPSHOT_RESTORE, snapshot_restore, , true",
        "RESTORE_UNDO, restore_undo, , true",
        "SNAPSHOT_DELETE, snapshot_delete, layer-reclaim, false",
        "SERVER_START, server_start, , true",
        "SERVER_STOP, server_stop, , true",
        "SERVER_RELEASE, server_release, server-release, true",
        "HOST_RECONCILE, host_reconcile, , false",
        "DRIFT_REPAIR, drift_repair, , true",
        "LAYER_RECLAIM, layer_reclaim, layer-reclaim, false"
    })
    void hasTheNameOfTheContractAndMaybeAJobAndSaysWhetherItIsAlone(
            OperationKind kind, String code, String job, boolean exclusive) {
        assertThat(kind.code()).isEqualTo(code);
        assertThat(kind.job()).isEqualTo(Optional.ofNullable(job));
        assertThat(kind.isMerging()).isEqualTo(job != null);
        assertThat(kind.isExclusive()).isEqualTo(exclusive);
    }
}
