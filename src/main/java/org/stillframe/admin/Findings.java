package org.stillframe.admin;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Objects;
import org.stillframe.drift.Drift;
import org.stillframe.drift.DriftLifecycle;
import org.stillframe.drift.DriftSeverity;

/** What was changed outside the service, the worst first. */
@Named
@RequestScoped
public class Findings {
    private static final int SHOWN = 25;

    @Inject
    private DriftLifecycle drift;

    private List<Drift> open;

    /** Looks anew: after something has been mended, what was seen earlier in the request is old. */
    @PostConstruct
    void look() {
        open = drift.open();
    }

    public List<Drift> getShown() {
        return open.stream().limit(SHOWN).toList();
    }

    /** How many more there are than are shown. */
    public int getHidden() {
        return Math.max(0, open.size() - SHOWN);
    }

    /** How many are critical. */
    public long getCritical() {
        return open.stream().filter(finding -> finding.getKind().severity() == DriftSeverity.CRITICAL).count();
    }

    /** Changes whenever anything that is shown of this does. */
    int fingerprint() {
        return Objects.hash(open.stream().map(finding -> List.of(finding.getId(), finding.getDetail())).toList());
    }
}
