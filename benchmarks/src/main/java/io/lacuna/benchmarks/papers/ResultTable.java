package io.lacuna.benchmarks.papers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Rows that are printed as they come and collected for a CSV file. */
public final class ResultTable {
    private final String[] columns;
    private final List<String> lines = new ArrayList<>();

    public ResultTable(String... columns) {
        this.columns = columns;
        lines.add(String.join(",", columns));
        print(columns);
    }

    /** A row of texts and numbers; numbers with four decimals. */
    public void row(Object... cells) {
        String[] texts = Arrays.stream(cells)
                .map(cell ->
                        cell instanceof Double number ? String.format(Locale.ROOT, "%.4f", number) : cell.toString())
                .toArray(String[]::new);
        lines.add(String.join(",", texts));
        print(texts);
    }

    private void print(String[] texts) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < texts.length; c++) {
            line.append(String.format("%-" + Math.max(c == 0 ? 24 : 16, columns[c].length() + 2) + "s", texts[c]));
        }
        System.out.println(line.toString().stripTrailing());
    }

    public void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(file, lines);
        System.out.println("written: " + file);
    }
}
