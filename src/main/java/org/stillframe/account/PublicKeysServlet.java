package org.stillframe.account;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Publishes what signatures of tokens are checked with, as a JSON Web Key Set (RFC 7517). It needs no token. */
@WebServlet("/.well-known/jwks.json")
public class PublicKeysServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String CACHING = "public, max-age=300";

    @Inject
    private transient SigningKeys keys;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] set = keys.publicKeySet().getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/jwk-set+json");
        response.setHeader("Cache-Control", CACHING);
        response.getOutputStream().write(set);
    }
}
