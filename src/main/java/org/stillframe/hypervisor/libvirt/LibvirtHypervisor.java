package org.stillframe.hypervisor.libvirt;

import static java.util.Objects.requireNonNull;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.DomainInfo.DomainState;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.MissingCalls;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.hypervisor.Cut;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Extents;
import org.stillframe.hypervisor.HostInfo;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.StorageRoom;
import org.stillframe.hypervisor.StoredVolume;
import org.stillframe.hypervisor.VolumeInfo;

/** QEMU domains under libvirt. */
@ApplicationScoped
public class LibvirtHypervisor implements Hypervisor {
    /**
     * Not {@code qemu+ext}, nor the parameter {@code command}: these run a program of the URI's choice on our own
     * machine.
     */
    private static final Pattern SERVED = Pattern.compile("qemu(\\+(unix|tcp|tls|ssh|libssh|libssh2))?://.*");

    /** libvirt decodes the names of parameters: one with a percent sign may turn out to be {@code command}. */
    private static final Pattern RUNS_A_PROGRAM = Pattern.compile(".*[?&;](command|[^=&;]*%[^=&;]*)(=.*|$)");
    private static final int LIST_PERSISTENT = 4;

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory managedThreads;

    private final Merges merges = new Merges();
    private final FileExtents extents = new FileExtents();
    private LibvirtConnections connections;

    /** For the container, which then calls {@link #open}. */
    public LibvirtHypervisor() {}

    /** @param threads gives the one thread that libvirt's event loop needs */
    public LibvirtHypervisor(ThreadFactory threads) {
        connections = new LibvirtConnections(requireNonNull(threads, "threads is null"));
    }

    @PostConstruct
    void open() {
        connections = new LibvirtConnections(managedThreads);
    }

    /** Closes all connections. */
    @PreDestroy
    public void close() {
        connections.close();
    }

    @Override
    public boolean serves(String host) {
        return SERVED.matcher(host).matches() && !RUNS_A_PROGRAM.matcher(host).matches();
    }

    @Override
    public HostInfo describe(String host) {
        return onHost(host, "Describing the host", connect -> {
            long version = connect.getLibVersion();
            String text = version / 1_000_000 + "." + version / 1_000 % 1_000 + "." + version % 1_000;
            return new HostInfo(text, new Pools(connect).active());
        });
    }

    @Override
    public List<DomainInfo> domains(String host) {
        return onHost(host, "Listing the domains", connect -> {
            List<DomainInfo> found = new ArrayList<>();
            Inspection inspection = new Inspection(connect);
            for (Domain domain : connect.listAllDomains(LIST_PERSISTENT)) {
                try {
                    inspectUnlessGone(inspection, domain, host).ifPresent(found::add);
                } finally {
                    domain.free();
                }
            }
            return found;
        });
    }

    private static Optional<DomainInfo> inspectUnlessGone(Inspection inspection, Domain domain, String host)
            throws LibvirtException {
        try {
            return MergeDomain.isNamed(domain.getName())
                    ? Optional.empty()
                    : Optional.of(inspection.of(domain, new DomainRef(host, UUID.fromString(domain.getUUIDString()))));
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Map<UUID, PowerState> powerStates(String host) {
        return onHost(host, "Asking for the domains' states", connect -> {
            Map<UUID, PowerState> states = new HashMap<>();
            for (MissingCalls.State domain : MissingCalls.states(connect)) {
                if (!MergeDomain.isNamed(domain.name())) {
                    DomainState state = DomainState.values()[domain.state()];
                    states.put(domain.uuid(), Power.translate(state, domain.id() >= 0));
                }
            }
            return states;
        });
    }

    @Override
    public DomainInfo inspect(DomainRef ref) {
        return onDomain(ref, "Inspecting the domain", (connect, domain) -> new Inspection(connect).of(domain, ref));
    }

    @Override
    public List<DomainLayout> layouts(String host) {
        return onHost(host, "Reading the definitions", connect -> {
            List<DomainLayout> found = new ArrayList<>();
            for (Domain domain : connect.listAllDomains(0)) {
                try {
                    if (!MergeDomain.isNamed(domain.getName())) {
                        found.add(new Layouts(connect).of(domain, host));
                    }
                } catch (LibvirtException e) {
                    if (!Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                        throw e;
                    }
                } finally {
                    domain.free();
                }
            }
            return found;
        });
    }

    @Override
    public Optional<List<StoredVolume>> volumes(String host, String directory) {
        return onHost(host, "Looking into " + directory, connect -> new Storage(connect).list(directory));
    }

    @Override
    public VolumeInfo volume(String host, String path) {
        return onHost(host, "Looking at " + path, connect -> {
            VolumeXml found = new Storage(connect).find(path);
            return found == null ? null : found.info();
        });
    }

    @Override
    public StorageRoom room(String host, String path) {
        return onHost(host, "Looking for room at " + path, connect -> new Storage(connect).room(path));
    }

    @Override
    public Extents extents(String host, String path, String format) {
        return onHost(host, "Reading the tables of " + path, connect -> extents.of(connect, host, new FileRef(path, format)));
    }

    @Override
    public Consistency cut(DomainRef ref, List<Overlay> overlays, boolean quiesce) {
        return onDomain(ref, "Cutting the disks", (connect, domain) -> {
            DomainXml present = DomainXml.present(domain);
            Storage storage = new Storage(connect);
            new Blockers(storage).requireNone(domain, present);
            boolean active = Power.state(domain) != PowerState.STOPPED;
            new DiskCut(connect, domain, storage).cut(present, active, overlays, quiesce);
            if (!active) {
                return Consistency.OFFLINE;
            }
            return quiesce ? Consistency.APPLICATION : Consistency.CRASH;
        });
    }

    @Override
    public DomainInfo cut(DomainRef ref, Function<DomainInfo, Cut> decide) {
        return onDomain(ref, "Cutting the disks", (connect, domain) -> {
            Storage storage = new Storage(connect);
            Inspection inspection = new Inspection(connect, storage);
            Definitions before;
            DomainInfo seen;
            Cut cut;
            do {
                before = Definitions.of(domain);
                seen = inspection.outline(domain, ref, before);
                cut = decide.apply(seen);
                // To decide may take long, and a disk that a guest has begun to write to must not be cut as one at rest.
            } while (Power.state(domain) != seen.state());
            if (cut.isNone()) {
                return inspection.of(domain, ref);
            }
            Blockers.requireNone(seen.blockers());
            boolean active = seen.state() != PowerState.STOPPED;
            Definitions after = new DiskCut(connect, domain, storage)
                    .cut(before.present(), active, cut.overlays(), cut.quiesce());
            return inspection.afterCut(domain, ref, after);
        });
    }

    @Override
    public void settleCut(DomainRef ref, List<Overlay> overlays) {
        onDomain(ref, "Looking for what a cut has left", (connect, domain) -> {
            LostHeads.keep(connect, domain, overlays);
            return null;
        });
    }

    @Override
    public void switchHeads(DomainRef ref, List<Overlay> overlays) {
        onDomain(ref, "Switching the heads", (connect, domain) -> {
            if (Power.state(domain) != PowerState.STOPPED) {
                throw new HypervisorException(Kind.WRONG_STATE, "Heads can be switched only while the domain is stopped");
            }
            DomainXml present = DomainXml.present(domain);
            Storage storage = new Storage(connect);
            new Blockers(storage).requireNone(domain, present);
            new HeadSwitch(connect, domain, storage).apply(present, overlays);
            return null;
        });
    }

    @Override
    public void redefine(DomainRef ref, Map<String, String> heads) {
        onDomain(ref, "Defining the domain anew", (connect, domain) -> {
            new Definition(connect, domain).renew(heads);
            return null;
        });
    }

    @Override
    public void start(DomainRef ref) {
        onDomain(ref, "Starting the domain", (connect, domain) -> {
            new Power(connect, domain).start();
            return null;
        });
    }

    @Override
    public void stop(DomainRef ref, Duration grace) {
        onDomain(ref, "Stopping the domain", (connect, domain) -> {
            new Power(connect, domain).stop(grace);
            return null;
        });
    }

    @Override
    public void thaw(DomainRef ref) {
        onDomain(ref, "Thawing the file systems", (connect, domain) -> {
            new Power(connect, domain).thaw();
            return null;
        });
    }

    @Override
    public void merge(DomainRef ref, Merge merge, IntConsumer progress) {
        onDomain(ref, "Merging layers", (connect, domain) -> {
            merges.merge(connect, domain, ref, merge, progress);
            return null;
        });
    }

    @Override
    public boolean settleMerge(DomainRef ref, Merge merge) {
        return onDomain(ref, "Settling a merge", (connect, domain) ->
                new LayerMerge(connect, domain, ref.uuid(), new MergeToken()).settle(merge));
    }

    @Override
    public void abortMerge(DomainRef ref) {
        onDomain(ref, "Ending a merge", (connect, domain) -> {
            merges.abort(connect, domain, ref);
            return null;
        });
    }

    @Override
    public void deleteVolume(String host, String path) {
        onHost(host, "Deleting " + path, connect -> {
            Storage storage = new Storage(connect);
            if (storage.find(path) == null) {
                return null;
            }
            References references = new References(connect, storage);
            Optional<String> holder = references.holder(path);
            if (holder.isPresent()) {
                throw new HypervisorException(Kind.FAILED, "Not deleting " + path + ": " + holder.get() + " uses it");
            }
            if (references.isWrittenTo(path)) {
                throw new HypervisorException(Kind.FAILED, "Not deleting " + path + ": its domain's QEMU writes to it");
            }
            storage.delete(path);
            return null;
        });
    }

    private <T> T onHost(String host, String doing, LibvirtConnection.Work<T> work) {
        return connections.of(host).call(doing, work);
    }

    private <T> T onDomain(DomainRef ref, String doing, DomainWork<T> work) {
        return onHost(ref.host(), doing, connect -> {
            Domain domain = connect.domainLookupByUUID(ref.uuid());
            try {
                return work.on(connect, domain);
            } finally {
                domain.free();
            }
        });
    }

    /** Something to do with one domain. */
    @FunctionalInterface
    private interface DomainWork<T> {
        T on(Connect connect, Domain domain) throws LibvirtException;
    }
}
