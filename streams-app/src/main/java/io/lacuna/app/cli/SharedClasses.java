package io.lacuna.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import picocli.CommandLine;

/**
 * Runs short commands one after another in one JVM, so that it has loaded their classes at its end. The build runs it with {@code
 * -XX:ArchiveClassesAtExit}: the archive saves the launcher from finding and checking these classes again.
 */
final class SharedClasses {
    private static final int ROWS = 60;

    private SharedClasses() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("lacuna-classes");
        Path table = folder.resolve("table.csv");
        Path model = folder.resolve("table.model");
        Path filled = folder.resolve("filled.csv");
        try {
            Files.writeString(table, table());
            List<List<String>> commands = List.of(
                    List.of("--help"),
                    List.of("--version"),
                    List.of("fit", "--csv", table.toString(), "--out", model.toString(), "--preset", "fast"),
                    List.of(
                            "impute",
                            "--model",
                            model.toString(),
                            "--csv",
                            table.toString(),
                            "--out",
                            filled.toString()));
            for (List<String> command : commands) {
                CommandLine line = Lacuna.commandLine();
                line.setOut(new PrintWriter(Writer.nullWriter()));
                int status = line.execute(command.toArray(String[]::new));
                if (status != 0) {
                    throw new IllegalStateException(
                            "lacuna " + String.join(" ", command) + " ended with status " + status);
                }
            }
        } finally {
            for (Path file : List.of(table, model, filled, folder)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Three numbers and a category, with gaps. */
    private static String table() {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder lines = new StringBuilder("a,b,c,state\n");
        for (int i = 0; i < ROWS; i++) {
            double common = random.nextDouble();
            for (int column = 0; column < 3; column++) {
                boolean missing = column > 0 && random.nextInt(4) == 0;
                lines.append(missing ? "" : Math.round(1_000 * (common + 0.1 * random.nextDouble())) / 1e3)
                        .append(',');
            }
            lines.append(common > 0.5 ? "on" : "off").append('\n');
        }
        return lines.toString();
    }
}
