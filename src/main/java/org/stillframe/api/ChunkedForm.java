package org.stillframe.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
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
        parameters = new LinkedHashMap<>(request.getParameterMap());
        for (String pair : new String(form, StandardCharsets.UTF_8).split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            parameters.merge(name, new String[] {value}, ChunkedForm::joined);
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String[] joined(String[] former, String[] more) {
        String[] all = Arrays.copyOf(former, former.length + 1);
        all[former.length] = more[0];
        return all;
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
