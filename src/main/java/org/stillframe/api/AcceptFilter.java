package org.stillframe.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stillframe.error.ServiceException;

/** Refuses weights in {@code Accept} that are none. RESTEasy would take them for a fault of the service. */
@Provider
@PreMatching
public class AcceptFilter implements ContainerRequestFilter {
    private static final Pattern WEIGHT = Pattern.compile(";\\s*[qQ]\\s*=([^;,]*)");
    private static final Pattern NUMBER = Pattern.compile("\\s*(0(\\.[0-9]{0,20})?|1(\\.0{0,20})?)\\s*");

    @Override
    public void filter(ContainerRequestContext request) {
        for (String accepted : request.getHeaders().getOrDefault(HttpHeaders.ACCEPT, List.of())) {
            Matcher weights = WEIGHT.matcher(accepted);
            while (weights.find()) {
                if (!NUMBER.matcher(weights.group(1)).matches()) {
                    throw new ServiceException(
                            "The header Accept is not valid.", Map.of(HttpHeaders.ACCEPT, List.of("A weight must be a number from 0 to 1.")));
                }
            }
        }
    }
}
