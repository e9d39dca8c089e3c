package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Files of the golden tests, in {@code src/test/resources/golden}: a model as base64, its input, and the SHA-256 of its
 * output. {@code -Dlacuna.golden.write=true} writes the hashes instead of comparing them, and the test fails to report
 * that. The model is a copy of model-core's model of the same name, where its fit is described.
 */
public final class GoldenFiles {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    private GoldenFiles() {}

    /** The artifact of a small relay mixture: temp, humidity, count, alarm (binary), state (on, off, odd). */
    public static byte[] artifact() {
        return Base64.getMimeDecoder().decode(text("relay-mixture.model.base64"));
    }

    public static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares the lines with those of the file. */
    public static void hold(String file, List<String> lines) {
        if (Boolean.getBoolean("lacuna.golden.write")) {
            try {
                Files.writeString(FOLDER.resolve(file), String.join("\n", lines) + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new AssertionError("wrote " + file + "; run again without lacuna.golden.write");
        }
        assertThat(lines).as(file).containsExactlyElementsOf(text(file).lines().toList());
    }

    /** Lower-case hex. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
