package org.stillframe.interruption;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.stillframe.account.AccountService;
import org.stillframe.account.Account;
import org.stillframe.account.Caller;
import org.stillframe.account.Scope;
import org.stillframe.adoption.ServerAdoption;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.hypervisor.simulated.SimulatedDisk;
import org.stillframe.hypervisor.simulated.SimulatedHost;
import org.stillframe.layer.NeglectedLayers;
import org.stillframe.operation.Crank;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationService;
import org.stillframe.operation.OperationState;
import org.stillframe.server.Adoption;
import org.stillframe.server.HostDirectory;
import org.stillframe.server.ServerDetails;
import org.stillframe.snapshot.OperationCancel;

/** Has operations happen to a server, and dies where it is told to. */
@ApplicationScoped
public class Play {
    private static final int MOST_TAKE_OVERS = 12;
    private static final long DISK_BYTES = 1024 * 1024;

    @Inject
    private OperationService operations;

    @Inject
    private Deeds deeds;

    @Inject
    private Crank crank;

    @Inject
    private Rows rows;

    @Inject
    private Verdict verdict;

    @Inject
    private AccountService accounts;

    @Inject
    private HostDirectory hosts;

    @Inject
    private ServerAdoption adoption;

    @Inject
    private Hypervisors hypervisors;

    @Inject
    private NeglectedLayers neglected;

    @Inject
    private OperationCancel cancels;

    /** A new host with one server on it. */
    Ward ward(Path directory, int disks, boolean nvram) {
        try {
            SimulatedHost host = SimulatedHost.create(directory);
            String name = "ward-" + UUID.randomUUID();
            List<SimulatedDisk> made = new ArrayList<>();
            for (int i = 0; i < disks; i++) {
                made.add(new SimulatedDisk("vd" + (char) ('a' + i), DISK_BYTES));
            }
            if (nvram) {
                made.add(SimulatedDisk.nvram());
            }
            DomainRef domain = host.define(UUID.randomUUID(), name, made.toArray(SimulatedDisk[]::new));
            Account account = accounts.create(name + "@example.com", name, null, false);
            Caller owner = new Caller(account.getId(), account.getEmail(), 0, null, EnumSet.allOf(Scope.class));
            long hostId = hosts.register(name, host.uri()).getId();
            Ward ward = new Ward(host, hostId, owner, domain, name, made.stream().map(SimulatedDisk::target).toList());
            ward.touch();
            adopt(ward);
            return ward;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void adopt(Ward ward) {
        ward.server = adoption.adopt(new Adoption(
                        ward.hostId, ward.domain.toString(), ward.owner.email(), ServerDetails.named("ward")))
                .getId();
    }

    /** Undisturbed, with all that follows from it. */
    void calm(OperationKind kind, Ward ward) {
        perform(kind, ward, Fate.good(), true);
    }

    /** Undisturbed; what is to be reclaimed stays in the queue. */
    void leave(OperationKind kind, Ward ward) {
        Deed deed = deeds.of(kind);
        Operation operation = deed.begin(ward);
        if (!kind.isMerging()) {
            crank.start(operation, Fate.good().disturbance);
            deed.done(ward, crank.find(operation.getId()));
        }
    }

    /** Has what was changed behind the service's back mended. */
    void mend(Ward ward) {
        if (ward.drift != null) {
            calm(OperationKind.DRIFT_REPAIR, ward);
        }
    }

    /** @param thorough whether all is reclaimed, too */
    void perform(OperationKind kind, Ward ward, Fate fate, boolean thorough) {
        Deed deed = deeds.of(kind);
        Operation[] begun = new Operation[1];
        boolean lived = fate.live(() -> {
            begun[0] = deed.begin(ward);
            crank.start(begun[0], fate.disturbance);
        });
        String id = begun[0].getId();
        if (!lived && fate.random != null && fate.random.nextInt(3) == 0) {
            deed.meanwhile(ward);
        }
        if (!lived && fate.cancels) {
            cancel(ward, id);
        }
        settle(ward, fate, thorough);
        Operation ended = crank.find(id);
        if (ended.getStatus() == OperationState.SUCCEEDED) {
            deed.done(ward, ended);
        } else if (ended.getStatus().isTerminal()) {
            deed.undone(ward, ended);
            if (!fate.mayFail() && !fate.cancels) {
                throw new Violation("failed though nothing failed: " + kind + ": " + ended.getErrorDetail());
            }
            if (deed.isRepeatedAfterFailure()) {
                calm(kind, ward);
            }
        }
    }

    private void cancel(Ward ward, String operation) {
        try {
            cancels.request(operations.get(ward.owner, operation));
        } catch (ServiceException e) {
            // It is too late for that, or its kind cannot be cancelled.
        }
    }

    /** Takes over what is unfinished, as often as it takes; more often than that is for ever. */
    void settle(Ward ward, Fate fate, boolean thorough) {
        ward.mayBeNeglected |= fate.mayFail() || fate.cancels;
        takeOver(ward, fate, true, MOST_TAKE_OVERS);
        if (!thorough) {
            if (fate.hasMore()) {
                takeOver(ward, fate, false, 1);
            }
            return;
        }
        takeOver(ward, fate, false, MOST_TAKE_OVERS);
        if (neglected.servers().contains(ward.server)) {
            if (!ward.mayBeNeglected) {
                throw new Violation("layers that could be reclaimed are neglected");
            }
            reclaimNeglected(ward);
        }
        ward.mayBeNeglected = false;
    }

    /** As a patrol of the service does now and then. */
    void reclaimNeglected(Ward ward) {
        neglected.reclaim(ward.server);
        takeOver(ward, Fate.good(), false, MOST_TAKE_OVERS);
    }

    private void takeOver(Ward ward, Fate fate, boolean usersOnly, int most) {
        for (int i = 0; i < most; i++) {
            crank.nodeDied();
            List<String> unfinished = rows.unfinished(ward.hostId, usersOnly);
            if (unfinished.isEmpty()) {
                return;
            }
            for (String id : unfinished) {
                fate.live(() -> crank.takeOver(id, fate.disturbance));
                crank.nodeDied();
            }
        }
        if (most > 1) {
            throw new Violation("stuck: " + rows.unfinishedInWords(ward.hostId));
        }
    }

    /** What the disks hold is what the model has from now on. */
    void readBack(Ward ward) {
        Map<String, String> heads = new TreeMap<>();
        for (DiskInfo disk : hypervisors.of(ward.ref()).inspect(ward.ref()).disksAndNvram()) {
            heads.put(disk.target(), disk.head().path());
        }
        ward.now = ward.read(ward.now.targets(), heads);
    }

    void requireReleased(Ward ward) {
        verdict.requireReleased(ward);
    }
}
