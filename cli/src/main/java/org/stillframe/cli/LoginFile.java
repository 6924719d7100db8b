package org.stillframe.cli;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Keeps the login between calls, readable by its owner alone. */
final class LoginFile {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    /** @param configuration the user's directory for settings */
    LoginFile(Path configuration) {
        this.file = configuration.resolve("stillframe").resolve("login.json");
    }

    Path file() {
        return file;
    }

    Optional<Login> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (Reader text = Files.newBufferedReader(file);
                JsonReader reader = Json.createReader(text)) {
            JsonObject login = reader.readObject();
            return Optional.of(new Login(login.getString("url"), login.getString("token")));
        } catch (IOException | JsonException | NullPointerException | ClassCastException e) {
            throw new Failure(ExitCode.AUTHENTICATION, file + " cannot be read; log in again.");
        }
    }

    /** Whether others may read the token. */
    boolean isOpen() {
        try {
            return Files.exists(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            return false;
        }
    }

    /** Replaces the file as a whole: whoever reads it meanwhile finds the former or this one. */
    void write(Login login) {
        try {
            Files.createDirectories(file.getParent().getParent());
            if (!Files.isDirectory(file.getParent())) {
                Files.createDirectory(file.getParent(), OWNER_ONLY_DIRECTORY);
            }
            Path fresh = Files.createTempFile(file.getParent(), "login", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try {
                Files.writeString(fresh, Json.createObjectBuilder().add("url", login.url()).add("token", login.token()).build() + "\n");
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILED, "%s cannot be written: %s".formatted(file, e.getMessage()));
        }
    }

    /** @return whether there was one */
    boolean delete() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILED, "%s cannot be deleted: %s".formatted(file, e.getMessage()));
        }
    }
}
