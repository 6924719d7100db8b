package org.stillframe.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySealTest {
    private static final byte[] KEY = "a private key".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    @Test
    void whatIsSealedOpensWithTheSameSecretUnderTheSameName() {
        String sealed = seal("one").seal(KEY, "k");

        assertThat(sealed).isNotEqualTo(seal("one").seal(KEY, "k"));
        assertThat(seal("one").open(sealed, "k")).isEqualTo(KEY);
        assertThatThrownBy(() -> seal("one").open(sealed, "another")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> seal("two").open(sealed, "k"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another secret");
    }

    @Test
    void theSecretIsItsOwnersAloneAndStays() throws IOException {
        seal("one");
        Path file = directory.resolve("one/keys/sealing.key");
        String made = Files.readString(file);

        seal("one");

        assertThat(Files.readString(file)).isEqualTo(made);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aNodeWithoutTheSecretSaysWhichFileItLacks() {
        KeySeal seal = new KeySeal(new DataDirectory(directory.resolve("empty").toString()));
        assertThatThrownBy(() -> seal.seal(KEY, "k")).hasMessageContaining("keys/sealing.key");
    }

    private KeySeal seal(String node) {
        KeySeal seal = new KeySeal(new DataDirectory(directory.resolve(node).toString()));
        seal.prepare();
        return seal;
    }
}
