package io.lacuna.internal.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Compares the plain loops with those of the vector API. Each set runs in its own JVM, because a JVM chooses one set
 * for its whole life.
 */
class MatrixLoopsTest {
    private static final String MODULE = "jdk.incubator.vector";

    @Test
    void theVectorApiGivesTheBitsOfThePlainLoops() throws IOException, InterruptedException {
        List<String> plain = bits();
        List<String> vector = bits("--add-modules", MODULE);
        assertThat(plain.get(0)).isEqualTo("plain loops of 0");
        int width = Integer.parseInt(vector.get(0).replaceAll(".* ", ""));
        assumeTrue(width >= 256, "the vectors of this processor are short");
        assertThat(vector.get(0)).isEqualTo("vector API, " + width + " bits of " + width);
        assertThat(plain).hasSizeGreaterThan(900);
        assertThat(vector.subList(1, vector.size())).isEqualTo(plain.subList(1, plain.size()));
    }

    @Test
    void theVectorApiCanBeTurnedOffWhereItsModuleIsThere() throws IOException, InterruptedException {
        assertThat(bits("--add-modules", MODULE, "-Dlacuna.vector=off"))
                .first()
                .asString()
                .startsWith("plain loops of ");
    }

    /** The lines that {@link LoopBits} prints. */
    private static List<String> bits(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", classPath(), LoopBits.class.getName()));
        // stderr is discarded: Java prints there that the module is incubating.
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines =
                new String(process.getInputStream().readAllBytes()).lines().toList();
        assertThat(process.waitFor()).as("exit status of %s", command).isZero();
        return lines;
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
