package io.lacuna.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/**
 * The files of the golden tests, in {@code src/test/resources/golden}: models as base64, and the results computed with
 * them as text. {@code -Dlacuna.golden.write=true} writes the texts again instead of comparing them, and the test then
 * fails and says so. It writes a model only if its file is missing: to replace a model, delete its file first.
 */
final class GoldenFiles {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
    private static final boolean WRITE = Boolean.getBoolean("lacuna.golden.write");

    private GoldenFiles() {}

    /** The artifact with this name. */
    static byte[] artifact(String name) {
        try {
            return Base64.getMimeDecoder().decode(Files.readString(artifactFile(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path artifactFile(String name) {
        return FOLDER.resolve(name + ".model.base64");
    }

    /** Whether the artifact with this name must be written. */
    static boolean wanted(String name) {
        return WRITE && !Files.exists(artifactFile(name));
    }

    static void writeArtifact(String name, byte[] artifact) {
        write(artifactFile(name), Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(artifact) + "\n");
    }

    /** Compares the lines with those of the file. */
    static void compare(String file, List<String> lines) {
        Path held = FOLDER.resolve(file);
        if (WRITE) {
            write(held, String.join("\n", lines) + "\n");
            throw new AssertionError("wrote " + held + "; run again without lacuna.golden.write");
        }
        try {
            assertThat(lines).as(file).containsExactlyElementsOf(Files.readAllLines(held));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
