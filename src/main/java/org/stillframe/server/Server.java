package org.stillframe.server;

import jakarta.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.stillframe.account.Account;
import org.stillframe.event.EventKind;
import org.stillframe.event.Followed;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.operation.OperationTarget;

/** A virtual server: a domain on a host that has been adopted into an account. */
@Entity
@Table(name = "server")
public class Server implements Followed {
    private static final int LONGEST_BLOCKERS = 4000;

    @Id
    @SequenceGenerator(name = "server_seq", sequenceName = "server_seq", allocationSize = 1)
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "server_seq")
    private Long id;

    @ManyToOne(optional = false)
    private Account account;

    @ManyToOne(optional = false)
    private Host host;

    @Column(name = "domain_uuid")
    private String domainUuid;

    private String name;
    private String hostname;

    @Column(name = "ip_address")
    private String ipAddress;

    private String location;

    @Column(name = "plan_id")
    private Long planId;

    @Column(name = "plan_name")
    private String planName;

    @Column(name = "plan_vcpus")
    private Integer planVcpus;

    @Column(name = "plan_memory")
    private Long planMemory;

    @Column(name = "plan_storage")
    private Long planStorage;

    @Column(name = "os_id")
    private Long osId;

    @Column(name = "os_name")
    private String osName;

    @Enumerated(EnumType.STRING)
    private ServerStatus status;

    /** One sentence a line. */
    @Column(name = "snapshot_blockers")
    private String snapshotBlockers = "";

    /** What its domain was called when last noted. */
    @Column(name = "domain_name")
    private String domainName;

    /** A kind and its sentence a line. */
    private String drift = "";

    /** Whether its files may not be what is written down of its layers. */
    @Column(name = "layers_unsure")
    private boolean layersUnsure;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Version
    private int version;

    protected Server() {}

    Server(Account account, Host host, UUID domain, ServerDetails details, PowerState power, Instant createdAt) {
        this.account = account;
        this.host = host;
        this.domainUuid = domain.toString();
        this.name = details.name();
        this.hostname = details.hostname();
        this.ipAddress = details.ipAddress();
        this.location = details.location();
        this.planId = details.planId();
        this.planName = details.planName();
        this.planVcpus = details.planVcpus();
        this.planMemory = details.planMemory();
        this.planStorage = details.planStorage();
        this.osId = details.osId();
        this.osName = details.osName();
        this.status = ServerStatus.of(power);
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
    }

    /** A restore has begun. */
    public void restoring(Instant at) {
        become(ServerStatus.RESTORING, at);
    }

    /** The host says what it does. */
    public void found(PowerState power, Instant at) {
        become(ServerStatus.of(power), at);
    }

    /** @param reasons what stands in the way of snapshots, a sentence each; empty when nothing does */
    public void foundBlockers(List<String> reasons, Instant at) {
        if (!reasons.equals(getSnapshotBlockers())) {
            snapshotBlockers = joined(reasons);
            updatedAt = at;
        }
    }

    /**
     * What was found changed behind the service's back.
     *
     * @param found the kinds of what is open, each with a sentence for the owner
     * @param unsure whether the files may not be what is written down of the layers, so that none may be merged or deleted
     */
    public void foundDrift(Map<String, String> found, boolean unsure, Instant at) {
        layersUnsure = unsure;
        String lines = joined(found.entrySet().stream().map(kind -> kind.getKey() + " " + kind.getValue()).toList());
        if (!lines.equals(drift)) {
            drift = lines;
            updatedAt = at;
        }
    }

    /** Its domain has that UUID and that name now. */
    void bind(UUID domain, String domainsName) {
        domainUuid = domain.toString();
        domainName = domainsName;
    }

    private static String joined(List<String> reasons) {
        StringBuilder lines = new StringBuilder();
        for (String reason : reasons) {
            String line = reason.replace('\n', ' ');
            if (lines.length() + line.length() < LONGEST_BLOCKERS) {
                lines.append(lines.isEmpty() ? "" : "\n").append(line);
            }
        }
        return lines.toString();
    }

    private void become(ServerStatus now, Instant at) {
        if (status != now) {
            status = now;
            updatedAt = at;
        }
    }

    /** How the hypervisor knows it. */
    public DomainRef domain() {
        return new DomainRef(host.getUri(), UUID.fromString(domainUuid));
    }

    /** This server as what an operation works on. */
    public OperationTarget target(Long snapshotId, String snapshotName) {
        return new OperationTarget(account.getId(), host.getId(), id, name, snapshotId, snapshotName);
    }

    public long getId() {
        return id;
    }

    public Account getAccount() {
        return account;
    }

    public Host getHost() {
        return host;
    }

    public String getName() {
        return name;
    }

    public String getHostname() {
        return hostname;
    }

    public String getIpAddress() {
        return ipAddress;
    }

    public String getLocation() {
        return location;
    }

    public Long getPlanId() {
        return planId;
    }

    public String getPlanName() {
        return planName;
    }

    public Integer getPlanVcpus() {
        return planVcpus;
    }

    /** MiB. */
    public Long getPlanMemory() {
        return planMemory;
    }

    /** GiB. */
    public Long getPlanStorage() {
        return planStorage;
    }

    public Long getOsId() {
        return osId;
    }

    public String getOsName() {
        return osName;
    }

    @Override
    public ServerStatus getStatus() {
        return status;
    }

    @Override
    public EventKind eventKind() {
        return EventKind.SERVER;
    }

    @Override
    public long ownerId() {
        return account.getId();
    }

    @Override
    public JsonObject item() {
        return ServerJson.item(this);
    }

    /** What stood in the way of snapshots when its host was last looked at, a sentence each; empty when nothing did. */
    public List<String> getSnapshotBlockers() {
        return snapshotBlockers.lines().toList();
    }

    /** What is changed on its host behind the service's back: kinds, each with a sentence for its owner. */
    public Map<String, String> getDrift() {
        Map<String, String> found = new LinkedHashMap<>();
        drift.lines().forEach(line -> found.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
        return found;
    }

    public boolean areLayersUnsure() {
        return layersUnsure;
    }

    public Instant getCreatedAt() {
        return createdAt;
    }

    public Instant getUpdatedAt() {
        return updatedAt;
    }
}
