package org.stillframe.webhook;

import inet.ipaddr.HostName;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.stillframe.api.RequestBody;
import org.stillframe.event.EventKind;

/** What a webhook is to be; null is what is to stay as it is. */
public record WebhookRequest(String url, String description, Set<EventKind> kinds, Boolean enabled) {
    private static final int LONGEST_DESCRIPTION = 1000;
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7E]{1,2000}");
    private static final String RULE = "It must be an absolute URL of at most 2,000 ASCII characters.";
    private static final List<String> KINDS = Arrays.stream(EventKind.values()).map(EventKind::code).toList();

    static WebhookRequest create(RequestBody body) {
        String url = body.requiredText("url", VISIBLE, RULE);
        WebhookRequest rest = read(body);
        body.check();
        return new WebhookRequest(url, rest.description, rest.kinds == null ? Set.of(EventKind.values()) : rest.kinds, null);
    }

    static WebhookRequest change(RequestBody body) {
        String url = body.has("url") ? body.requiredText("url", VISIBLE, RULE) : null;
        Boolean enabled = body.has("enabled") ? body.requiredBoolean("enabled") : null;
        WebhookRequest rest = read(body);
        body.check();
        return new WebhookRequest(url, rest.description, rest.kinds, enabled);
    }

    private static WebhookRequest read(RequestBody body) {
        String description = body.optionalText("description", LONGEST_DESCRIPTION);
        List<String> codes = body.has("events") ? body.requiredChoices("events", KINDS) : null;
        Set<EventKind> kinds = codes == null
                ? null
                : codes.stream().map(code -> EventKind.valueOf(code.toUpperCase(Locale.ROOT))).collect(Collectors.toSet());
        return new WebhookRequest(null, description, kinds, null);
    }

    /** What is wrong with the URL, or null. Names are looked up only when they are called. */
    String urlFault(Targets targets) {
        try {
            URI parsed = new URI(url);
            String scheme = parsed.getScheme() == null ? "" : parsed.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("https") && !(scheme.equals("http") && targets.hasInternal())) {
                return "It must begin with https://.";
            }
            if (parsed.getHost() == null || parsed.getPort() == 0 || parsed.getPort() > 65535) {
                return "It must name a host, and a port from 1 to 65535 if any.";
            }
            if (parsed.getRawUserInfo() != null || parsed.getRawFragment() != null) {
                return "It must have neither user information nor a fragment.";
            }
            return isForbiddenAddress(parsed.getHost(), scheme.equals("https"), targets) ? "This address must not be called." : null;
        } catch (URISyntaxException e) {
            return RULE;
        }
    }

    private static boolean isForbiddenAddress(String host, boolean encrypted, Targets targets) {
        HostName name = new HostName(host);
        return name.isAddress() && !targets.mayBeCalled(name.asInetAddress(), encrypted);
    }
}
