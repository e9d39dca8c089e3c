package io.lacuna.app.table;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.data.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds columns that are never observed where another one has a certain label, such as the number of cigarettes of people who do
 * not smoke: such gaps may be intended, and a value there means nothing.
 */
public final class SkipPatterns {
    /** Fewer rows may miss a value by chance. */
    private static final int FEWEST_ROWS = 20;

    /** Share of the other rows that must have a value: otherwise the column is just sparse. */
    private static final double ELSEWHERE = 0.5;

    /** Larger tables are not searched. */
    private static final long MOST_STEPS = 200_000_000;

    private SkipPatterns() {}

    /**
     * A pattern.
     *
     * @param rule that leaves its gaps
     * @param rows number of these gaps
     */
    public record Found(SkipRule rule, int rows) {}

    /** The patterns of a table, by deciding column, in the order of its features. */
    public static List<Found> of(Table table) {
        List<Feature> features = table.features().list();
        long deciding =
                features.stream().filter(feature -> !feature.isContinuous()).count();
        List<Found> found = new ArrayList<>();
        if (deciding * features.size() * table.size() > MOST_STEPS) {
            return found;
        }
        for (int other = 0; other < features.size(); other++) {
            if (!features.get(other).isContinuous()) {
                search(table, other, found);
            }
        }
        return found;
    }

    private static void search(Table table, int other, List<Found> found) {
        List<Feature> features = table.features().list();
        int labels = features.get(other).categories();
        int[] rows = new int[labels];
        int[][] observed = new int[features.size()][labels];
        int all = 0;
        for (double[] row : table.rows()) {
            if (Double.isNaN(row[other])) {
                continue;
            }
            int label = (int) row[other];
            all++;
            rows[label]++;
            for (int j = 0; j < row.length; j++) {
                observed[j][label] += Double.isNaN(row[j]) ? 0 : 1;
            }
        }
        for (int j = 0; j < features.size(); j++) {
            int seen = 0;
            for (int count : observed[j]) {
                seen += count;
            }
            for (int label = 0; label < labels; label++) {
                int elsewhere = all - rows[label];
                if (rows[label] >= FEWEST_ROWS
                        && observed[j][label] == 0
                        && seen >= ELSEWHERE * Math.max(1, elsewhere)) {
                    found.add(new Found(
                            new SkipRule(
                                    features.get(j).name(),
                                    features.get(other).name(),
                                    text(features.get(other), label)),
                            rows[label]));
                }
            }
        }
    }

    private static String text(Feature feature, int label) {
        return feature.type() instanceof FeatureType.Categorical ? feature.label(label) : Integer.toString(label);
    }
}
