package org.stillframe.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.stillframe.account.KeySeal;

/** Goes along the whole chain and finds the first event that is not as it was sealed. */
@ApplicationScoped
public class AuditVerification {
    private static final int CHUNK = 1000;

    @Inject
    private AuditChains chains;

    @Inject
    private KeySeal seal;

    /**
     * What is wrong first.
     *
     * @param position its place in the chain
     * @param eventId the event there, or null if it is missing
     * @param reason {@code altered} or {@code missing}; {@code chain_altered} if it is not an event but the note of the chain's ends
     */
    public record Fault(long position, Long eventId, String reason) {}

    /**
     * What was found.
     *
     * @param verified how many events are as they were sealed, up to the fault if there is one
     * @param unsealed how many are not sealed yet
     * @param headPosition place of the last event
     * @param headSeal its seal; who has noted it elsewhere can tell that the chain was not cut off since
     * @param prunedTo place of the last event that was removed as too old; 0 if none was
     */
    public record Report(Optional<Fault> fault, long verified, long unsealed, long headPosition, String headSeal, long prunedTo) {}

    public Report verify() {
        AuditChain chain = chains.find().orElseGet(() -> new AuditChain(seal));
        long verified = 0;
        long position = chain.anchorPosition();
        String before = chain.anchorSeal();
        Fault fault = chain.isGenuine(seal) ? null : new Fault(chain.headPosition(), null, "chain_altered");
        // What is sealed meanwhile is left for the next time.
        while (fault == null && position < chain.headPosition()) {
            List<AuditEvent> chunk = chains.after(position, CHUNK);
            if (chunk.isEmpty()) {
                fault = new Fault(position + 1, null, "missing");
            }
            for (AuditEvent event : chunk) {
                if (position < chain.headPosition() && fault == null) {
                    fault = fault(event, position + 1, before);
                    if (fault == null) {
                        verified++;
                        position++;
                        before = event.getSeal();
                    }
                }
            }
        }
        if (fault == null && !before.equals(chain.headSeal())) {
            fault = new Fault(chain.headPosition(), null, "chain_altered");
        }
        return new Report(
                Optional.ofNullable(fault), verified, chains.unsealed(), chain.headPosition(), chain.headSeal(), chain.anchorPosition());
    }

    private Fault fault(AuditEvent event, long expected, String before) {
        if (event.getPosition() != expected) {
            return new Fault(expected, null, "missing");
        }
        return event.isSealedAfter(seal, before) ? null : new Fault(expected, event.getId(), "altered");
    }
}
