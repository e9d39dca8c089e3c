package io.lacuna.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.distribution.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's {@code sh} blocks, line by line, with the new distribution and a Java runtime without tools. */
class ReadmeIT {
    @TempDir
    Path scratch;

    @TempDir
    Path folder;

    @Test
    void everyCommandOfTheReadmeEndsWell() throws Exception {
        List<List<String>> commands = Page.README.commands(Page.RUN).toList();
        assertThat(commands).isNotEmpty();
        Installation installed = Installation.built(System.getProperty("lacuna.archive"), scratch);
        Path table = Files.createDirectory(folder.resolve("examples")).resolve("building.csv");
        Files.copy(installed.home().resolve("examples/building.csv"), table);

        for (List<String> command : commands) {
            Installation.Result result = installed.run(folder, command);
            assertThat(result.status())
                    .as(
                            "exit status of lacuna %s, which said:%n%s%n%s",
                            String.join(" ", command), result.output(), result.errors())
                    .isZero();
        }

        assertThat(folder.resolve("filled.csv")).exists();
        assertThat(Files.readAllLines(folder.resolve("filled.csv"))).hasSameSizeAs(Files.readAllLines(table));
    }
}
