package org.stillframe.webhook;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.stillframe.account.Account;
import org.stillframe.event.EventKind;

/** Where an account wants its events sent. */
@Entity
@Table(name = "webhook")
public class Webhook {
    @Id
    @SequenceGenerator(name = "webhook_seq", sequenceName = "webhook_seq", allocationSize = 1)
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "webhook_seq")
    private Long id;

    @ManyToOne(optional = false)
    private Account account;

    private String url;
    private String description;
    private String kinds;

    /** What its secret is made from. */
    private String salt;

    private boolean enabled;

    /** Of the first failure since the last success; null while all is well. */
    @Column(name = "failing_since")
    private Instant failingSince;

    /** Whether the service has disabled it. */
    @Column(name = "given_up")
    private boolean givenUp;

    /** Of what happened before it is told nothing. */
    @Column(name = "told_since")
    private Instant toldSince;

    @Column(name = "created_at")
    private Instant createdAt;

    @Version
    private int version;

    protected Webhook() {}

    Webhook(Account account, WebhookRequest wanted, Instant createdAt) {
        this.account = account;
        this.salt = UUID.randomUUID().toString();
        this.description = "";
        this.enabled = true;
        this.toldSince = createdAt;
        this.createdAt = createdAt;
        change(wanted, createdAt);
    }

    /** Takes over what is given. */
    void change(WebhookRequest wanted, Instant at) {
        url = wanted.url() == null ? url : wanted.url();
        description = wanted.description() == null ? description : wanted.description();
        kinds = wanted.kinds() == null ? kinds : join(wanted.kinds());
        if (wanted.enabled() != null) {
            toldSince = enabled ? toldSince : at;
            enabled = wanted.enabled();
            givenUp = false;
            failingSince = null;
        }
    }

    void succeeded() {
        failingSince = null;
    }

    /**
     * A try has failed.
     *
     * @param giveUp after how long without success it is disabled
     * @return whether it is disabled now
     */
    boolean failed(Instant at, Duration giveUp) {
        failingSince = failingSince == null ? at : failingSince;
        if (Duration.between(failingSince, at).compareTo(giveUp) >= 0) {
            giveUp();
        }
        return !enabled;
    }

    /** Nothing is sent any more until its owner enables it. */
    void giveUp() {
        enabled = false;
        givenUp = true;
    }

    /** Whether it is to be told of something that happened then. */
    boolean wants(EventKind kind, Instant at) {
        return getKinds().contains(kind) && !at.isBefore(toldSince);
    }

    private static String join(Collection<EventKind> kinds) {
        return kinds.stream().sorted().map(EventKind::name).collect(Collectors.joining(" "));
    }

    public long getId() {
        return id;
    }

    public Account getAccount() {
        return account;
    }

    public String getUrl() {
        return url;
    }

    public String getDescription() {
        return description;
    }

    public Set<EventKind> getKinds() {
        return Arrays.stream(kinds.split(" "))
                .map(EventKind::valueOf)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(EventKind.class)));
    }

    public String getSalt() {
        return salt;
    }

    public boolean isEnabled() {
        return enabled;
    }

    public Instant getFailingSince() {
        return failingSince;
    }

    public boolean isGivenUp() {
        return givenUp;
    }

    public Instant getCreatedAt() {
        return createdAt;
    }
}
