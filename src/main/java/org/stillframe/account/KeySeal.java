package org.stillframe.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps the private halves of the signing keys unreadable in the database and its backups: AES-256 in GCM, with a secret that all
 * nodes have in {@code keys/sealing.key} in their data directories (docs/adr/0012).
 */
@ApplicationScoped
public class KeySeal {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final String MAC = "HmacSHA256";
    private static final int SECRET_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    @Inject
    private DataDirectory dataDirectory;

    private final SecureRandom random = new SecureRandom();

    /** For the container. */
    protected KeySeal() {}

    KeySeal(DataDirectory dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    /** Makes the secret if there is none. Only for the first key of all: another node's secret would open nothing. */
    void prepare() {
        Path file = file();
        if (!Files.exists(file)) {
            byte[] secret = new byte[SECRET_BYTES];
            random.nextBytes(secret);
            PrivateFile.write(file, Base64.getEncoder().encodeToString(secret) + "\n");
        }
    }

    /** @param name is bound to what is sealed: it opens under the same name only */
    String seal(byte[] open, String name) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, name).doFinal(open);
            return Base64.getEncoder().encodeToString(
                    ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A signing key could not be sealed", e);
        }
    }

    /** @throws IllegalStateException if it was sealed with another secret or under another name */
    byte[] open(String sealed, String name) {
        byte[] bytes = Base64.getDecoder().decode(sealed);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE_BYTES), name);
            return cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The signing key " + name + " was sealed with another secret than " + file() + "; copy that of the first node", e);
        }
    }

    /** Whether this node has the secret. */
    public boolean isReady() {
        return Files.exists(file());
    }

    /** What nobody can make of that text who does not have the secret: HMAC with SHA-256, in Base64. */
    public String authenticate(String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(digest("authenticate"), MAC));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + MAC, e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String name) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, new SecretKeySpec(digest("seal"), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** A secret of its own for each purpose. */
    private byte[] digest(String purpose) throws GeneralSecurityException {
        try {
            String secret = Files.readString(file(), StandardCharsets.US_ASCII).strip();
            return MessageDigest.getInstance("SHA-256").digest((purpose + " " + secret).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("The secret of the signing keys cannot be read; copy that of the first node to " + file(), e);
        }
    }

    private Path file() {
        return dataDirectory.file("keys", "sealing.key");
    }
}
