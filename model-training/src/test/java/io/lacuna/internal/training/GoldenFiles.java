package io.lacuna.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/**
 * The files of the golden tests, in {@code src/test/resources/golden}: models as base64, and what was computed with them as
 * text. {@code -Dlacuna.golden.write=true} writes the texts anew instead of comparing, and the test fails to say so; it
 * writes a model only where there is none, so that a model is replaced by deleting its file first.
 */
final class GoldenFiles {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
    private static final boolean WRITE = Boolean.getBoolean("lacuna.golden.write");

    private GoldenFiles() {}

    /** The artifact of that name. */
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

    /** Whether the artifact of that name is to be made. */
    static boolean wanted(String name) {
        return WRITE && !Files.exists(artifactFile(name));
    }

    static void writeArtifact(String name, byte[] artifact) {
        write(artifactFile(name), Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(artifact) + "\n");
    }

    /** Holds the lines against those of the file. */
    static void hold(String file, List<String> lines) {
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
