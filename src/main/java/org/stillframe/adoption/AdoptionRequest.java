package org.stillframe.adoption;

import java.util.regex.Pattern;
import org.stillframe.api.RequestBody;
import org.stillframe.server.Adoption;
import org.stillframe.server.ServerDetails;

/** Reads the body of an adoption. */
final class AdoptionRequest {
    private static final Pattern ANY = Pattern.compile("[^\\p{Cntrl}]{1,254}");
    private static final String ANY_RULE = "It must have 1 to 254 printable characters.";

    private AdoptionRequest() {}

    static Adoption read(RequestBody body) {
        Long hostId = body.requiredInteger("host_id");
        String domain = body.requiredText("domain", ANY, ANY_RULE);
        String account = body.requiredText("account", ANY, ANY_RULE);
        ServerDetails details = details(body);
        body.check();
        return new Adoption(hostId, domain, account, details);
    }

    private static ServerDetails details(RequestBody body) {
        RequestBody plan = body.optionalObject("plan");
        RequestBody os = body.optionalObject("os");
        ServerDetails details = new ServerDetails(
                body.optionalText("name", 100),
                body.optionalText("hostname", 253),
                body.optionalText("ip_address", 45),
                body.optionalText("location", 100),
                plan == null ? null : plan.optionalInteger("id", 1),
                plan == null ? null : plan.optionalText("name", 100),
                plan == null ? null : toInteger(plan.optionalInteger("vcpus", 1)),
                plan == null ? null : plan.optionalInteger("memory", 1),
                plan == null ? null : plan.optionalInteger("storage", 1),
                os == null ? null : os.optionalInteger("id", 1),
                os == null ? null : os.optionalText("name", 100));
        if (plan != null) {
            body.include("plan", plan);
        }
        if (os != null) {
            body.include("os", os);
        }
        return details;
    }

    private static Integer toInteger(Long number) {
        return number == null ? null : (int) Math.min(number, Integer.MAX_VALUE);
    }
}
