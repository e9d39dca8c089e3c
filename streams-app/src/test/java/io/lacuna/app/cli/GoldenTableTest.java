package io.lacuna.app.cli;

import static io.lacuna.app.cli.CommandRun.lacuna;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.GoldenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code impute} writes the same files for the same table and model as in earlier builds. This shows that a change only
 * moved code; it does not show that the files are right. A change that alters them on purpose replaces the hashes
 * ({@link GoldenFiles}), and its commit message gives the reason.
 */
class GoldenTableTest {
    @TempDir
    private Path folder;

    @Test
    void everyFileHasTheSameBytes() throws IOException {
        Path model = Files.write(folder.resolve("golden.model"), GoldenFiles.artifact());
        Path csv = Files.writeString(folder.resolve("sensors.csv"), GoldenFiles.text("sensors.csv"));
        CommandRun run = lacuna(
                "impute",
                "--model",
                model,
                "--csv",
                csv,
                "--out",
                folder.resolve("filled.csv"),
                "--intervals",
                0.9,
                "--latents",
                folder.resolve("latents.csv"),
                "--draws",
                2,
                "--seed",
                3,
                "--bounds",
                "count=0:");
        assertThat(run.status()).as(run.err()).isZero();
        List<String> lines = new ArrayList<>();
        for (String file : List.of("filled.csv", "filled-1.csv", "filled-2.csv", "latents.csv")) {
            byte[] bytes = Files.readAllBytes(folder.resolve(file));
            lines.add(file + " " + bytes.length + " " + GoldenFiles.sha256(bytes));
        }
        GoldenFiles.hold("table.txt", lines);
    }
}
