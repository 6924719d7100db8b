package org.stillframe.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class SignedTokensTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final KeyPair OURS = keys();

    private final SettableClock clock = new SettableClock();
    private final Rows rows = new Rows();
    private final SignedTokens tokens =
            new SignedTokens(new SigningKeys(rows, null), clock, "stillframe", List.of("stillframe", "others"));

    @Test
    void aTokenIsGoodAsOftenAsItIsSentUntilItExpires() throws JoseException {
        String token = token(OURS, "stillframe");

        assertThat(tokens.idOf(token)).contains("id-1");
        clock.now = START.plus(Duration.ofMinutes(59));
        assertThat(tokens.idOf(token)).contains("id-1");
        clock.now = START.plus(Duration.ofMinutes(60));
        assertThat(tokens.idOf(token)).isEmpty();
    }

    @Test
    void aTokenThatDiffersFromAGoodOneInAnyPartIsNot() throws JoseException {
        String token = token(OURS, "stillframe");
        assertThat(tokens.idOf(token)).isPresent();

        for (String part : token.split("\\.")) {
            int place = token.indexOf(part) + part.length() / 2;
            char other = token.charAt(place) == 'A' ? 'B' : 'A';
            assertThat(tokens.idOf(token.substring(0, place) + other + token.substring(place + 1))).isEmpty();
        }
    }

    @Test
    void aTokenOfAnotherKeyOrIssuerIsNotGood() throws JoseException {
        assertThat(tokens.idOf(token(keys(), "stillframe"))).isEmpty();
        assertThat(tokens.idOf(token(OURS, "another"))).isEmpty();
    }

    @Test
    void aTokenIsForUsAndSaysWhichKeyHasSignedIt() throws JoseException {
        assertThat(tokens.idOf(token(OURS, "stillframe", "others", idOf(OURS)))).isPresent();
        assertThat(tokens.idOf(token(OURS, "stillframe", "elsewhere", idOf(OURS)))).isEmpty();
        assertThat(tokens.idOf(token(OURS, "stillframe", null, idOf(OURS)))).isEmpty();
        assertThat(tokens.idOf(token(OURS, "stillframe", "stillframe", null))).isEmpty();
        assertThat(tokens.idOf(token(OURS, "stillframe", "stillframe", "unknown"))).isEmpty();
    }

    @Test
    void aTokenIsGoodNoMoreOnceItsKeyIsRetired() throws JoseException {
        SigningKeys keys = new SigningKeys(rows, null);
        SignedTokens checked = new SignedTokens(keys, clock, "stillframe", List.of("stillframe"));
        String token = token(OURS, "stillframe");
        assertThat(checked.idOf(token)).isPresent();

        rows.retired = true;
        keys.forget(idOf(OURS));

        assertThat(checked.idOf(token)).isEmpty();
    }

    /** The database, which holds one key. */
    private static final class Rows extends SigningKeyRows {
        private boolean retired;

        @Override
        public Optional<SigningKey> find(String id) {
            String encoded = Base64.getEncoder().encodeToString(OURS.getPublic().getEncoded());
            return retired || !id.equals(idOf(OURS)) ? Optional.empty() : Optional.of(new SigningKey(id, encoded, "", START));
        }
    }

    private static String idOf(KeyPair keys) {
        return new RsaJsonWebKey((RSAPublicKey) keys.getPublic()).calculateBase64urlEncodedThumbprint("SHA-256");
    }

    private static String token(KeyPair keys, String issuer) throws JoseException {
        return token(keys, issuer, "stillframe", idOf(OURS));
    }

    private static String token(KeyPair keys, String issuer, String audience, String keyId) throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setJwtId("id-1");
        if (audience != null) {
            claims.setAudience(audience);
        }
        claims.setSubject("1");
        claims.setExpirationTime(NumericDate.fromSeconds(START.plus(Duration.ofHours(1)).getEpochSecond()));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        if (keyId != null) {
            signature.setKeyIdHeaderValue(keyId);
        }
        signature.setPayload(claims.toJson());
        signature.setKey(keys.getPrivate());
        return signature.getCompactSerialization();
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class SettableClock extends Clock {
        private Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
