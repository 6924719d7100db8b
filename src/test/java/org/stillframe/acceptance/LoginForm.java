package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The login form of the pages, and what can be done with it without a browser. It keeps cookies and follows no redirect. */
final class LoginForm {
    private static final Pattern NONCE = Pattern.compile("'nonce-([^']+)'");

    private final CookieManager cookies = new CookieManager();
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(cookies).followRedirects(HttpClient.Redirect.NEVER).build();
    private final URI url;

    LoginForm(URI url) {
        this.url = url;
    }

    /** Sends it as the page does. */
    HttpResponse<String> submit(String email, String password, String... headers) {
        return post("/login.xhtml", fields(email, password, nonce()), headers);
    }

    /** @param nonce null to leave it out */
    static Map<String, String> fields(String email, String password, String nonce) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (nonce != null) {
            fields.put("primefaces.nonce", nonce);
        }
        fields.put("loginForm", "loginForm");
        fields.put("loginForm:email", email);
        fields.put("loginForm:password", password);
        fields.put("loginForm:submit", "");
        fields.put("jakarta.faces.ViewState", "stateless");
        return fields;
    }

    String nonce() {
        Matcher nonce = NONCE.matcher(get("/login.xhtml").headers().allValues("Content-Security-Policy").toString());
        assertThat(nonce.find()).isTrue();
        return nonce.group(1);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(url.resolve(path)));
    }

    HttpResponse<String> post(String path, Map<String, String> fields, String... headers) {
        String body = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The session's cookie, or null. */
    String session() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("JSESSIONID"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse(null);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
