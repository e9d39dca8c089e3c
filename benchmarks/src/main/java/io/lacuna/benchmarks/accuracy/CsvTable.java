package io.lacuna.benchmarks.accuracy;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A plain CSV of numbers and categories, without quotes. A column with any cell that is not a number is categorical.
 * Empty, NA and NaN are missing.
 *
 * @param features categorical ones have all labels of the file
 * @param rows n arrays of d cells, {@code NaN} = missing, categories as label indices
 */
public record CsvTable(Features features, List<double[]> rows) {
    private static final Set<String> MISSING = Set.of("", "NA", "NaN", "nan");

    public static CsvTable read(Path file) throws IOException {
        List<String[]> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(",", -1))
                .toList();
        String[] head = lines.get(0);
        int n = lines.size() - 1;
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            rows.add(new double[head.length]);
        }
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < head.length; j++) {
            String[] column = new String[n];
            for (int i = 0; i < n; i++) {
                column[i] = lines.get(i + 1)[j].strip();
            }
            features.add(feature(head[j], column, j, rows));
        }
        return new CsvTable(new Features(features), rows);
    }

    private static Feature feature(String name, String[] column, int j, List<double[]> rows) {
        try {
            for (int i = 0; i < column.length; i++) {
                rows.get(i)[j] = MISSING.contains(column[i]) ? Double.NaN : Double.parseDouble(column[i]);
            }
            return Feature.continuous(name);
        } catch (NumberFormatException labels) {
            List<String> known = new ArrayList<>(new TreeSet<>(List.of(column)));
            known.removeAll(MISSING);
            for (int i = 0; i < column.length; i++) {
                rows.get(i)[j] = MISSING.contains(column[i]) ? Double.NaN : known.indexOf(column[i]);
            }
            return Feature.categorical(name, known);
        }
    }
}
