package org.stillframe.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A form whose length was not told, as a proxy may send it on. The servers would read it by themselves, one of them without any bound;
 * so it was read before, and its parameters are found here.
 */
final class ChunkedForm extends HttpServletRequestWrapper {
    private final Map<String, String[]> parameters;

    /** @throws IllegalArgumentException if it is not encoded as forms are */
    ChunkedForm(HttpServletRequest request, byte[] form) {
        super(request);
        Map<String, List<String>> read = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, values) -> read.put(name, new ArrayList<>(List.of(values))));
        for (String pair : new String(form, StandardCharsets.UTF_8).split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            read.computeIfAbsent(name, any -> new ArrayList<>()).add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        parameters = new LinkedHashMap<>();
        read.forEach((name, values) -> parameters.put(name, values.toArray(String[]::new)));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String getParameter(String name) {
        String[] values = parameters.get(name);
        return values == null ? null : values[0];
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return Collections.unmodifiableMap(parameters);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(parameters.keySet());
    }

    @Override
    public String[] getParameterValues(String name) {
        return parameters.get(name);
    }
}
