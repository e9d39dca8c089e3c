package io.lacuna.impute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar of this module with what Maven gives a program that depends on it: small, and enough to fill a record. */
class ModelCoreJarIT {
    private static final long MOST_BYTES = 3_000_000;

    /** The module's jar, and its run-time dependencies as the build resolves them. */
    private static final List<Path> JARS = jars();

    @TempDir
    private Path folder;

    private static List<Path> jars() {
        try {
            String runtime = Files.readString(Path.of("target/runtime-class-path.txt"));
            return Stream.of(
                            (System.getProperty("lacuna.jar") + File.pathSeparator + runtime).split(File.pathSeparator))
                    .map(String::strip)
                    .filter(jar -> !jar.isEmpty())
                    .map(Path::of)
                    .toList();
        } catch (IOException notBuilt) {
            throw new UncheckedIOException(notBuilt);
        }
    }

    @Test
    void theJarsAreLessThanThreeMegabytes() throws Exception {
        long bytes = 0;
        for (Path jar : JARS) {
            assertThat(jar).isRegularFile();
            bytes += Files.size(jar);
        }
        assertThat(bytes).as("bytes of %s", JARS).isPositive().isLessThan(MOST_BYTES);
    }

    @Test
    void theJarsFillARecordWithAFittedModel() throws Exception {
        String encoded =
                Files.readString(Path.of("../model-training/src/test/resources/golden/relay-mixture.model.base64"));
        Path file = Files.write(
                folder.resolve("golden.model"), Base64.getMimeDecoder().decode(encoded));
        FilledRow expected = LacunaModel.read(file).imputer().fill(Map.of());

        assertThat(run(file))
                .isEqualTo(
                        expected.filled().size() + " of " + expected.values().size() + " filled: " + expected.values());
    }

    private String run(Path model) throws Exception {
        Path printed = folder.resolve("printed.txt");
        String classPath = String.join(
                File.pathSeparator, JARS.stream().map(Path::toString).toList());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Path.of("src/test/resources/FillOne.java").toString(),
                        model.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return Files.readString(printed, StandardCharsets.UTF_8).strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
