package io.lacuna.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's {@code sh} blocks, line by line, through the launcher of the distribution just built. */
class ReadmeIT {
    private static final Path LAUNCHER = Path.of("target/lacuna/bin/lacuna").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void everyCommandOfTheReadmeEndsWell() throws Exception {
        List<List<String>> commands = Readme.commands(Readme.RUN).toList();
        assertThat(commands).isNotEmpty();
        Path examples = Files.createDirectory(folder.resolve("examples"));
        Files.copy(Readme.ROOT.resolve("examples/building.csv"), examples.resolve("building.csv"));

        for (List<String> command : commands) {
            Path output = folder.resolve("output.txt");
            assertThat(run(command, output))
                    .as(
                            "exit status of lacuna %s, which said:%n%s",
                            String.join(" ", command), Files.readString(output))
                    .isZero();
        }

        assertThat(folder.resolve("filled.csv")).exists();
        assertThat(Files.readAllLines(folder.resolve("filled.csv")))
                .hasSameSizeAs(Files.readAllLines(examples.resolve("building.csv")));
    }

    private int run(List<String> command, Path output) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(LAUNCHER.toString()));
        words.addAll(command);
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES))
                    .as("%s ended", command)
                    .isTrue();
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
