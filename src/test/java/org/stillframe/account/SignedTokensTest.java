package org.stillframe.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
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
    private final SignedTokens tokens = new SignedTokens(new SigningKeys(OURS), clock, "stillframe");

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

    private static String token(KeyPair keys, String issuer) throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setJwtId("id-1");
        claims.setSubject("1");
        claims.setExpirationTime(NumericDate.fromSeconds(START.plus(Duration.ofHours(1)).getEpochSecond()));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
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
