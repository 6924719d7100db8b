package org.stillframe.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The web pages that may call the API from a browser: {@code stillframe.cors.origins}. None unless it names some. */
@ApplicationScoped
public class AllowedOrigins {
    /** As a browser writes it: in lower case, without a path, so that two texts that differ are two origins. */
    private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.\\[\\]:-]+");

    private final Set<String> named;

    /** For the container's proxies only. */
    protected AllowedOrigins() {
        this(Optional.empty());
    }

    /** @throws IllegalArgumentException that names what is no origin; a star is none, as each must be named */
    @Inject
    public AllowedOrigins(@ConfigProperty(name = "stillframe.cors.origins") Optional<String> setting) {
        this.named = setting.map(text -> List.of(text.split(","))).orElse(List.of()).stream()
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .peek(AllowedOrigins::requireOrigin)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Has a wrong setting tell of itself at the start, and not by every answer. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object started) {
        isEmpty();
    }

    public boolean isEmpty() {
        return named.isEmpty();
    }

    /** @param origin as the request tells it; null if it does not */
    public boolean holds(String origin) {
        return origin != null && named.contains(origin);
    }

    private static void requireOrigin(String text) {
        if (!ORIGIN.matcher(text).matches()) {
            throw new IllegalArgumentException("stillframe.cors.origins must hold origins as https://console.example.com, in lower case"
                    + " and without a path, separated by commas; not '" + text + "'");
        }
    }
}
