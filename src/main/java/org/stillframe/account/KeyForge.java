package org.stillframe.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;

/** Makes RSA key pairs, and turns them into what is stored and what is published, and back. */
@ApplicationScoped
public class KeyForge {
    private static final int KEY_BITS = 2048;

    @Inject
    private KeySeal seal;

    @Inject
    private DataDirectory dataDirectory;

    /** The first key of all: the one that an operator, or an earlier release, has left in the data directory, or a new one. */
    KeyMaterial first() {
        seal.prepare();
        Path file = dataDirectory.file("keys", "token-signing.pem");
        return Files.exists(file) ? material(read(file)) : make();
    }

    /** A new key. */
    public KeyMaterial make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return material(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has RSA", e);
        }
    }

    private KeyMaterial material(KeyPair keys) {
        String id = new RsaJsonWebKey((RSAPublicKey) keys.getPublic()).calculateBase64urlEncodedThumbprint("SHA-256");
        return new KeyMaterial(
                id,
                Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()),
                seal.seal(keys.getPrivate().getEncoded(), id));
    }

    PrivateKey privateKey(SigningKey key) {
        try {
            byte[] encoded = seal.open(key.getSealedPrivateKey(), key.getId());
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The signing key " + key.getId() + " is damaged", e);
        }
    }

    static PublicKey publicKey(SigningKey key) {
        try {
            byte[] encoded = Base64.getDecoder().decode(key.getPublicKey());
            return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The signing key " + key.getId() + " is damaged", e);
        }
    }

    static String publicKeySet(List<SigningKey> keys) {
        JsonWebKeySet set = new JsonWebKeySet();
        keys.forEach(key -> {
            RsaJsonWebKey published = new RsaJsonWebKey((RSAPublicKey) publicKey(key));
            published.setKeyId(key.getId());
            published.setUse("sig");
            published.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
            set.addJsonWebKey(published);
        });
        return set.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    private static KeyPair read(Path file) {
        try {
            String pem = Files.readString(file, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "");
            KeyFactory factory = KeyFactory.getInstance("RSA");
            RSAPrivateCrtKey key = (RSAPrivateCrtKey)
                    factory.generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
            return new KeyPair(factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())), key);
        } catch (IOException e) {
            throw new UncheckedIOException("The signing key " + file + " cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The signing key " + file + " is not a PKCS #8 RSA key in PEM", e);
        }
    }
}
