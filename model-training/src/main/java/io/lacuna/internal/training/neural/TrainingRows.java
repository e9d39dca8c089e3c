package io.lacuna.internal.training.neural;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.inference.neural.NeuralKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A table as decoders train on it: in standard units, as floats, column by column. Some observed cells of a held-out
 * part of the rows are masked, to decide when to stop. Immutable by convention: nobody writes to its arrays.
 *
 * @param standardizer of all features: from their own units to standard units
 * @param heads d heads, one per feature
 * @param columns d columns of n cells in standard units; NaN = missing or masked
 * @param heldOutRows indices of the rows with masked cells
 * @param masked for each of those rows, its masked cells
 */
record TrainingRows(
        Standardizer standardizer, OutputHead[] heads, float[][] columns, int[] heldOutRows, List<List<Cell>> masked) {

    /** A masked cell: its feature and its true value in standard units. */
    record Cell(int feature, float value) {}

    private static final double HELD_OUT = 0.15;
    private static final int MOST_HELD_OUT = 250;
    private static final double MASK_RATE = 0.25;
    private static final int FEWEST_ROWS = 40;

    static TrainingRows of(Table table, long seed) {
        return of(table, OutputHead.of(table.features()), Standardizer.fit(table), seed, true);
    }

    /** @param holdOut whether cells of some rows are masked */
    static TrainingRows of(Table table, OutputHead[] heads, Standardizer standardizer, long seed, boolean holdOut) {
        int n = table.size();
        float[][] columns = new float[heads.length][n];
        for (int j = 0; j < heads.length; j++) {
            for (int i = 0; i < n; i++) {
                columns[j][i] = (float) NeuralKernel.standardized(standardizer, heads[j], j, table.row(i)[j]);
            }
        }
        SplittableRandom random = Seeds.random(seed, "held-out");
        int count = n < FEWEST_ROWS || !holdOut ? 0 : (int) Math.min(MOST_HELD_OUT, HELD_OUT * n);
        int[] heldOut = Arrays.copyOf(shuffled(n, random), count);
        List<List<Cell>> masked = new ArrayList<>();
        for (int row : heldOut) {
            masked.add(mask(columns, row, table.row(row), random));
        }
        return new TrainingRows(standardizer, heads, columns, heldOut, masked);
    }

    private static List<Cell> mask(float[][] columns, int row, double[] truth, SplittableRandom random) {
        // At least one observed cell stays: nothing can be predicted from a row without cells.
        int most =
                (int) Arrays.stream(truth).filter(cell -> !Double.isNaN(cell)).count() - 1;
        double[] rest = new double[truth.length];
        Masks.hideAtRandom(truth, MASK_RATE, most, random, rest);
        List<Cell> cells = new ArrayList<>();
        for (int j = 0; j < columns.length; j++) {
            if (Masks.isHidden(truth, rest, j)) {
                cells.add(new Cell(j, columns[j][row]));
                columns[j][row] = Float.NaN;
            }
        }
        return cells;
    }

    /** Copies of all rows, one after the other, each with a random share of its cells dropped, up to the given one. */
    TrainingRows dropped(int copies, double mostShare, SplittableRandom random) {
        int n = size();
        float[][] made = new float[columns.length][copies * n];
        for (int i = 0; i < copies * n; i++) {
            double share = mostShare * random.nextDouble();
            for (int j = 0; j < columns.length; j++) {
                made[j][i] = random.nextDouble() < share ? Float.NaN : columns[j][i % n];
            }
        }
        return new TrainingRows(standardizer, heads, made, new int[0], List.of());
    }

    int size() {
        return columns[0].length;
    }

    int features() {
        return columns.length;
    }

    int outputs() {
        return OutputHead.totalWidth(heads);
    }

    /** Copies the cells of one row. */
    void row(int i, float[] into) {
        for (int j = 0; j < columns.length; j++) {
            into[j] = columns[j][i];
        }
    }

    /** The numbers 0 to n - 1 in random order. */
    static int[] shuffled(int n, SplittableRandom random) {
        int[] places = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            places[i] = places[j];
            places[j] = i;
        }
        return places;
    }
}
