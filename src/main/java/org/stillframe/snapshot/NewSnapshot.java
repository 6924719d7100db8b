package org.stillframe.snapshot;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.stillframe.api.RequestBody;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.Consistency;

/**
 * A wish for a snapshot.
 *
 * @param consistency the least that is accepted, APPLICATION or CRASH, or null for the best that can be had
 */
public record NewSnapshot(long serverId, String name, String description, Consistency consistency) {
    /** All that a snapshot can be called. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final String NAME_RULE = "It must have 1 to 100 letters, digits, hyphens or underscores.";
    private static final int LONGEST_DESCRIPTION = 1000;

    /** @throws ServiceException with {@code INVALID} that names every faulty field */
    public static NewSnapshot read(RequestBody body) {
        Long serverId = body.requiredInteger("server_id");
        String name = body.requiredText("name", NAME, NAME_RULE);
        String description = body.optionalText("description", LONGEST_DESCRIPTION);
        String consistency = body.optionalChoice("consistency", List.of("application", "crash"));
        body.check();
        return new NewSnapshot(
                serverId,
                name,
                description == null ? "" : description,
                consistency == null ? null : Consistency.valueOf(consistency.toUpperCase(Locale.ROOT)));
    }
}
