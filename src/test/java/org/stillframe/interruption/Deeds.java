package org.stillframe.interruption;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.stillframe.adoption.AdoptionLifecycle;
import org.stillframe.drift.DriftLifecycle;
import org.stillframe.drift.DriftRepair;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.operation.Crank;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationState;
import org.stillframe.power.PowerLifecycle;
import org.stillframe.snapshot.NewSnapshot;
import org.stillframe.snapshot.RestoreLifecycle;
import org.stillframe.snapshot.SnapshotLifecycle;

/** Knows how each kind of operation is made to happen. */
@ApplicationScoped
public class Deeds {
    private static final int SAFETY_POINTS = 20;

    @Inject
    private SnapshotLifecycle snapshots;

    @Inject
    private RestoreLifecycle restores;

    @Inject
    private PowerLifecycle power;

    @Inject
    private AdoptionLifecycle adoptions;

    @Inject
    private DriftLifecycle drifts;

    @Inject
    private Hypervisors hypervisors;

    @Inject
    private Rows rows;

    @Inject
    private Crank crank;

    @Inject
    private Play play;

    private final Map<OperationKind, Deed> known = new EnumMap<>(OperationKind.class);
    private final Random random = new Random(1);

    /** For what is drawn at random within a deed. */
    void seed(long seed) {
        random.setSeed(seed);
    }

    /** @throws IllegalStateException if nobody has said yet how that kind is made to happen */
    Deed of(OperationKind kind) {
        if (known.isEmpty()) {
            known.put(OperationKind.SNAPSHOT_CREATE, new Create());
            known.put(OperationKind.SNAPSHOT_RESTORE, new Restore());
            known.put(OperationKind.RESTORE_UNDO, new Undo());
            known.put(OperationKind.SNAPSHOT_DELETE, new Delete());
            known.put(OperationKind.LAYER_RECLAIM, new Reclaim());
            known.put(OperationKind.SERVER_START, new Power(OperationKind.SERVER_START));
            known.put(OperationKind.SERVER_STOP, new Power(OperationKind.SERVER_STOP));
            known.put(OperationKind.SERVER_RELEASE, new Release());
            known.put(OperationKind.HOST_RECONCILE, new Reconcile());
            known.put(OperationKind.DRIFT_REPAIR, new Mend());
        }
        Deed deed = known.get(kind);
        if (deed == null) {
            throw new IllegalStateException("This test does not know how an operation of the kind " + kind
                    + " comes about and what is true after it. Tell it in " + Deeds.class.getSimpleName() + ".");
        }
        return deed;
    }

    private <T> T any(Iterable<T> choices) {
        List<T> all = new ArrayList<>();
        choices.forEach(all::add);
        return all.get(random.nextInt(all.size()));
    }

    /** Two snapshots, with something written after each. */
    private void lookBack(Ward ward) {
        for (int i = 0; i < 2; i++) {
            ward.write(random);
            play.calm(OperationKind.SNAPSHOT_CREATE, ward);
        }
        ward.write(random);
    }

    private final class Create implements Deed {
        private Content frozen;
        private String head;

        @Override
        public boolean isPossible(Ward ward) {
            return ward.snapshots.size() < SnapshotLifecycle.LIMIT;
        }

        @Override
        public Operation begin(Ward ward) {
            frozen = ward.now.copy();
            head = head(ward);
            String name = "s-" + UUID.randomUUID();
            return snapshots.beginCreate(ward.owner, new NewSnapshot(ward.server, name, "", null)).getOperation();
        }

        private String head(Ward ward) {
            return hypervisors.of(ward.ref()).inspect(ward.ref()).disks().get(0).head().path();
        }

        /** What is written before the cut belongs to the snapshot. */
        @Override
        public void meanwhile(Ward ward) {
            try {
                ward.write(random);
            } catch (IllegalStateException e) {
                // It is frozen, and would wait. The model must not have it either.
                play.readBack(ward);
                return;
            }
            if (head.equals(head(ward))) {
                frozen = ward.now.copy();
            }
        }

        @Override
        public void done(Ward ward, Operation operation) {
            ward.snapshots.put(operation.getSnapshotId(), frozen);
        }

        @Override
        public void undone(Ward ward, Operation operation) {
            if (operation.getStatus() == OperationState.FAILED) {
                ward.failed.add(operation.getSnapshotId());
            }
        }
    }

    private abstract class GoBack implements Deed {
        Content goal;

        @Override
        public final void done(Ward ward, Operation operation) {
            ward.safetyPoints.put(operation.getId(), ward.now.copy());
            ward.now = goal.copy();
            while (ward.safetyPoints.size() > SAFETY_POINTS) {
                ward.safetyPoints.remove(ward.safetyPoints.keySet().iterator().next());
            }
        }

        /** Nothing has changed. */
        @Override
        public final void undone(Ward ward, Operation operation) {}
    }

    private final class Restore extends GoBack {
        @Override
        public void prepare(Ward ward) {
            lookBack(ward);
        }

        @Override
        public boolean isPossible(Ward ward) {
            return !ward.snapshots.isEmpty();
        }

        @Override
        public Operation begin(Ward ward) {
            Long snapshot = any(ward.snapshots.keySet());
            goal = ward.snapshots.get(snapshot);
            return restores.begin(ward.owner, snapshot);
        }
    }

    private final class Undo extends GoBack {
        @Override
        public void prepare(Ward ward) {
            lookBack(ward);
            play.calm(OperationKind.SNAPSHOT_RESTORE, ward);
            ward.write(random);
        }

        @Override
        public boolean isPossible(Ward ward) {
            return !ward.safetyPoints.isEmpty();
        }

        @Override
        public Operation begin(Ward ward) {
            String restore = any(ward.safetyPoints.keySet());
            goal = ward.safetyPoints.get(restore);
            return restores.beginUndo(ward.owner, restore);
        }
    }

    private final class Delete implements Deed {
        @Override
        public void prepare(Ward ward) {
            lookBack(ward);
            play.calm(OperationKind.SNAPSHOT_RESTORE, ward);
            ward.write(random);
        }

        @Override
        public boolean isPossible(Ward ward) {
            return !ward.snapshots.isEmpty();
        }

        @Override
        public Operation begin(Ward ward) {
            Long snapshot = ward.failed.isEmpty() ? any(ward.snapshots.keySet()) : any(ward.failed);
            Operation operation = snapshots.beginDelete(ward.owner, snapshot).orElseThrow();
            ward.snapshots.remove(snapshot);
            ward.failed.remove(snapshot);
            return operation;
        }

        @Override
        public void done(Ward ward, Operation operation) {}

        @Override
        public void undone(Ward ward, Operation operation) {}
    }

    /** Comes about by itself, after a restore or when a safety point expires. */
    private final class Reclaim implements Deed {
        @Override
        public void prepare(Ward ward) {
            lookBack(ward);
            play.leave(OperationKind.SNAPSHOT_DELETE, ward);
            play.leave(OperationKind.SNAPSHOT_RESTORE, ward);
            expire(ward);
            ward.write(random);
        }

        @Override
        public boolean isPossible(Ward ward) {
            return !ward.safetyPoints.isEmpty();
        }

        @Override
        public Operation begin(Ward ward) {
            Mortality.spare(() -> expire(ward));
            return rows.unfinished(ward.hostId, false).stream()
                    .map(crank::find)
                    .filter(operation -> operation.getKind() == OperationKind.LAYER_RECLAIM)
                    .findFirst()
                    .orElseThrow();
        }

        private void expire(Ward ward) {
            if (!ward.safetyPoints.isEmpty()) {
                String restore = any(ward.safetyPoints.keySet());
                restores.expire(restore);
                ward.safetyPoints.remove(restore);
            }
        }

        @Override
        public void done(Ward ward, Operation operation) {}

        @Override
        public void undone(Ward ward, Operation operation) {}
    }

    private final class Power implements Deed {
        private final OperationKind kind;

        Power(OperationKind kind) {
            this.kind = kind;
        }

        @Override
        public void prepare(Ward ward) {
            if (!isPossible(ward)) {
                play.calm(kind == OperationKind.SERVER_START ? OperationKind.SERVER_STOP : OperationKind.SERVER_START, ward);
            }
        }

        @Override
        public boolean isPossible(Ward ward) {
            return ward.running == (kind == OperationKind.SERVER_STOP);
        }

        @Override
        public Operation begin(Ward ward) {
            return power.begin(ward.owner, ward.server, kind);
        }

        @Override
        public void done(Ward ward, Operation operation) {
            ward.running = kind == OperationKind.SERVER_START;
        }

        /** Whatever it does then is no lie. */
        @Override
        public void undone(Ward ward, Operation operation) {
            ward.running = hypervisors.of(ward.ref()).inspect(ward.ref()).state() == PowerState.RUNNING;
        }
    }

    private final class Release implements Deed {
        @Override
        public void prepare(Ward ward) {
            lookBack(ward);
            play.calm(OperationKind.SNAPSHOT_RESTORE, ward);
            ward.write(random);
        }

        @Override
        public boolean isPossible(Ward ward) {
            return true;
        }

        @Override
        public Operation begin(Ward ward) {
            return adoptions.beginRelease(ward.owner, ward.server, true);
        }

        @Override
        public void done(Ward ward, Operation operation) {
            nothingHeld(ward);
            play.requireReleased(ward);
            play.adopt(ward);
        }

        /** Once it has let go of the snapshots, that is for good. */
        @Override
        public void undone(Ward ward, Operation operation) {
            if (rows.snapshots(ward.server).stream().allMatch(snapshot -> snapshot.status().equals("DELETED"))) {
                nothingHeld(ward);
            }
        }

        private void nothingHeld(Ward ward) {
            ward.snapshots.clear();
            ward.safetyPoints.clear();
            ward.failed.clear();
        }

        @Override
        public boolean isRepeatedAfterFailure() {
            return true;
        }
    }

    private final class Reconcile implements Deed {
        @Override
        public void prepare(Ward ward) {
            change(ward);
        }

        @Override
        public boolean isPossible(Ward ward) {
            return true;
        }

        @Override
        public Operation begin(Ward ward) {
            return drifts.beginReconcile(ward.owner, ward.hostId);
        }

        @Override
        public void done(Ward ward, Operation operation) {}

        @Override
        public void undone(Ward ward, Operation operation) {}

        @Override
        public boolean isRepeatedAfterFailure() {
            return true;
        }
    }

    /** Behind the service's back. */
    private void change(Ward ward) {
        boolean canPoint = !ward.running && !ward.snapshots.isEmpty();
        List<Ward.Drift> kinds = List.of(Ward.Drift.values());
        ward.drift = any(canPoint ? kinds : List.of(Ward.Drift.DOMAIN_RENAMED, Ward.Drift.DOMAIN_REDEFINED));
        try {
            switch (ward.drift) {
                case DOMAIN_RENAMED -> {
                    ward.domainName = "renamed-" + random.nextInt(1_000_000);
                    ward.host.rename(ward.domain, ward.domainName);
                }
                case DOMAIN_REDEFINED -> {
                    // Not of the seed: other servers of the same database have had what that gives.
                    UUID anew = UUID.randomUUID();
                    ward.host.redefine(ward.domain, anew);
                    ward.domain = anew;
                }
                case HEAD_WILL_OVERWRITE -> {
                    Rows.Disk disk = rows.disks(ward.server).get(rows.disks(ward.server).size() - 1);
                    String pinned = rows.pins(disk.id()).get(0).layer();
                    String path = rows.layers(disk.id()).stream()
                            .filter(layer -> layer.id().equals(pinned))
                            .findFirst()
                            .orElseThrow()
                            .path();
                    ward.host.point(ward.domain, disk.target(), path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Mend implements Deed {
        @Override
        public void prepare(Ward ward) {
            lookBack(ward);
        }

        @Override
        public boolean isPossible(Ward ward) {
            return true;
        }

        @Override
        public Operation begin(Ward ward) {
            if (ward.drift == null) {
                change(ward);
                Mortality.spare(() -> play.calm(OperationKind.HOST_RECONCILE, ward));
            }
            Rows.Finding finding = rows.openFindings(ward.hostId).stream()
                    .filter(open -> open.kind().equals(ward.drift.name()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("not found: " + ward.drift));
            boolean repaired = ward.drift == Ward.Drift.HEAD_WILL_OVERWRITE;
            return drifts.beginMending(ward.owner, finding.id(), repaired ? DriftRepair.REPAIR : DriftRepair.ADOPT);
        }

        @Override
        public void done(Ward ward, Operation operation) {
            ward.drift = null;
        }

        @Override
        public void undone(Ward ward, Operation operation) {}

        @Override
        public boolean isRepeatedAfterFailure() {
            return true;
        }
    }
}
