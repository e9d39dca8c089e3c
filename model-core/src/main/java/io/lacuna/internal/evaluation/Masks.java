package io.lacuna.internal.evaluation;

import io.lacuna.data.Table;
import io.lacuna.internal.context.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Hides observed cells on purpose, so that the filled values can be scored. All of Lacuna hides cells with the methods of
 * this class: of whole tables, or of one row. Immutable by convention: nobody writes to its arrays.
 *
 * @param hidden n x d: {@code hidden[i][j]} is true if feature j of row i was observed and is now hidden
 * @param table the table with those cells missing; rows are copies
 */
public record Masks(boolean[][] hidden, Table table) {
    /** Below this share of missing cells, a feature's own gaps are too few to copy. */
    private static final double FEW_GAPS = 0.02;

    private static final double GAP_RATE = 0.3;
    private static final double MEAN_GAP = 24;

    private static final double GAPPED_FEATURES = 0.5;

    /** Number of rows of a run's part: several times the longest lag. */
    private static final int STRETCH = 300;

    /**
     * The cells that were hidden in a table.
     *
     * @param truth n rows of d cells before cells were hidden
     * @param rows n rows of d cells, the hidden ones {@code NaN}
     */
    public static Masks of(Table truth, List<double[]> rows) {
        int d = truth.features().size();
        boolean[][] hidden = new boolean[truth.size()][d];
        for (int i = 0; i < hidden.length; i++) {
            for (int j = 0; j < d; j++) {
                hidden[i][j] = isHidden(truth.row(i), rows.get(i), j);
            }
        }
        return new Masks(hidden, new Table(truth.features(), rows));
    }

    /**
     * Hides each observed cell with the same probability, as {@link #hideAtRandom} does row by row.
     *
     * @param rate probability of hiding a cell, 0 to 1
     */
    public static Masks completelyAtRandom(Table table, double rate, SplittableRandom random) {
        int d = table.features().size();
        List<double[]> rows = new ArrayList<>(table.size());
        for (int i = 0; i < table.size(); i++) {
            double[] row = new double[d];
            hideAtRandom(table.row(i), rate, d, random, row);
            rows.add(row);
        }
        return of(table, rows);
    }

    /**
     * Hides cells of every row with even index at random. In every row with odd index, hides the cells that a random row
     * of another table lacks, so that scores cover that table's own patterns of gaps; at random if that row lacks none.
     *
     * @param patterns rows with gaps to copy, of the same features
     * @param rate probability of hiding a cell, 0 to 1
     */
    public static Masks atRandomAndByPattern(Table table, Table patterns, double rate, SplittableRandom random) {
        int d = table.features().size();
        List<double[]> rows = new ArrayList<>(table.size());
        for (int i = 0; i < table.size(); i++) {
            double[] row = new double[d];
            double[] pattern = patterns.row(random.nextInt(patterns.size()));
            // The random numbers of every row are taken, so that a row's cells do not depend on the kinds of the
            // others.
            hideAtRandom(table.row(i), rate, d, random, row);
            if (i % 2 == 1 && hasGap(pattern)) {
                hideByPattern(table.row(i), pattern, row);
            }
            rows.add(row);
        }
        return of(table, rows);
    }

    /**
     * Hides each observed cell of a row with the same probability. Takes one uniform number per cell, whether the cell is
     * observed or not.
     *
     * @param row d cells, NaN = missing; only read
     * @param rate probability of hiding a cell, 0 to 1
     * @param most largest number of cells to hide; the cells with the lowest indices are hidden
     * @param into receives d cells: the row with the hidden ones {@code NaN}
     * @return number of hidden cells
     */
    public static int hideAtRandom(double[] row, double rate, int most, SplittableRandom random, double[] into) {
        int hidden = 0;
        for (int j = 0; j < row.length; j++) {
            boolean hide = random.nextDouble() < rate;
            into[j] = row[j];
            if (hide && !Double.isNaN(row[j]) && hidden < most) {
                into[j] = Double.NaN;
                hidden++;
            }
        }
        return hidden;
    }

    /**
     * Hides the cells of a row that another row lacks.
     *
     * @param row d cells, NaN = missing; only read
     * @param pattern d cells; those that are {@code NaN} are hidden
     * @param into receives d cells: the row with the hidden ones {@code NaN}
     */
    public static void hideByPattern(double[] row, double[] pattern, double[] into) {
        for (int j = 0; j < row.length; j++) {
            into[j] = Double.isNaN(pattern[j]) ? Double.NaN : row[j];
        }
    }

    /**
     * Hides whole gaps in runs of rows. In each part of a run, some features get additional gaps, copied from another
     * part of the run, all from the same part, so that features that are missing together are hidden together. A
     * feature with almost no gaps in a run gets single hidden cells, or gaps with a mean length of {@value #MEAN_GAP}
     * rows, with equal probability.
     *
     * @param rows d cells or more by row index; only read
     * @param runs indices of consecutive rows
     * @param features number of cells that may be hidden, the first ones
     * @param share probability that a feature gets gaps in a part of a run
     * @return copies of the runs' rows by row index, null at other indices
     */
    public static double[][] gaps(
            double[][] rows, List<int[]> runs, int features, double share, SplittableRandom random) {
        double[][] masked = new double[rows.length][];
        for (int[] run : runs) {
            for (int place : run) {
                masked[place] = rows[place].clone();
            }
            int shift = run.length / 4 + random.nextInt(run.length / 2 + 1);
            for (int from = 0; from < run.length; from += STRETCH) {
                int to = Math.min(run.length, from + STRETCH);
                for (int j = 0; j < features; j++) {
                    if (random.nextDouble() < share) {
                        hideGaps(rows, run, from, to, j, shift, random, masked);
                    }
                }
            }
        }
        return masked;
    }

    /**
     * Hides single cells and whole gaps: half of the features of each part of a key's rows get {@link #gaps}, and each
     * remaining cell is hidden with the same probability.
     *
     * @param rate probability of hiding a cell outside of these gaps, 0 to 1
     */
    public static Masks cellsAndGaps(Table table, Timeline timeline, double rate, SplittableRandom random) {
        int d = table.features().size();
        double[][] gaps =
                gaps(table.rows().toArray(double[][]::new), List.of(timeline.byKey()), d, GAPPED_FEATURES, random);
        List<double[]> rows = new ArrayList<>(table.size());
        for (double[] row : gaps) {
            double[] masked = new double[d];
            hideAtRandom(row, rate, d, random, masked);
            rows.add(masked);
        }
        return of(table, rows);
    }

    private static void hideGaps(
            double[][] rows,
            int[] run,
            int from,
            int to,
            int j,
            int shift,
            SplittableRandom random,
            double[][] masked) {
        int missing = 0;
        for (int place : run) {
            missing += Double.isNaN(rows[place][j]) ? 1 : 0;
        }
        if (missing >= FEW_GAPS * run.length) {
            for (int t = from; t < to; t++) {
                if (Double.isNaN(rows[run[(t + shift) % run.length]][j])) {
                    masked[run[t]][j] = Double.NaN;
                }
            }
            return;
        }
        boolean whole = random.nextBoolean();
        double ends = whole ? 1 / MEAN_GAP : 1 - GAP_RATE;
        double begins = whole ? GAP_RATE / ((1 - GAP_RATE) * MEAN_GAP) : GAP_RATE;
        boolean gap = random.nextDouble() < GAP_RATE;
        for (int t = from; t < to; t++) {
            if (gap) {
                masked[run[t]][j] = Double.NaN;
            }
            gap = gap ? random.nextDouble() >= ends : random.nextDouble() < begins;
        }
    }

    /**
     * These masks without the cells of some features.
     *
     * @param truth the table before cells were hidden
     * @param given names of the features that are not hidden
     */
    public Masks sparing(Table truth, Set<String> given) {
        if (given.isEmpty()) {
            return this;
        }
        List<double[]> rows = new ArrayList<>(truth.size());
        for (int i = 0; i < truth.size(); i++) {
            double[] row = table.row(i).clone();
            for (int j = 0; j < row.length; j++) {
                row[j] = given.contains(truth.features().get(j).name()) ? truth.row(i)[j] : row[j];
            }
            rows.add(row);
        }
        return of(truth, rows);
    }

    /** Whether cell j was observed and is now hidden. */
    public static boolean isHidden(double[] truth, double[] masked, int j) {
        return Double.isNaN(masked[j]) && !Double.isNaN(truth[j]);
    }

    private static boolean hasGap(double[] row) {
        for (double cell : row) {
            if (Double.isNaN(cell)) {
                return true;
            }
        }
        return false;
    }

    /** The number of hidden cells. */
    public long count() {
        long count = 0;
        for (boolean[] row : hidden) {
            for (boolean cell : row) {
                count += cell ? 1 : 0;
            }
        }
        return count;
    }
}
