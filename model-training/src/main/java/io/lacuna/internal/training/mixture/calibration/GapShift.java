package io.lacuna.internal.training.mixture.calibration;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Standardizer;

/**
 * How far from the rows that show a feature the rows lie that miss it: the largest difference, over the other numbers, of
 * their means in the two, in standard deviations. About 0 where cells are missing at random; above 1 where a feature is
 * missing in just the rows of which little was seen, so that hidden cells that were observed cannot tell how well it is filled.
 */
final class GapShift {
    /** Standard errors that a difference must exceed to count. */
    private static final double SURE = 4;

    private GapShift() {}

    /** For each feature; 0 where no difference is beyond chance. */
    static double[] of(Table table, Standardizer standardizer) {
        double[] shift = new double[table.features().size()];
        for (int j = 0; j < shift.length; j++) {
            for (int c = 0; c < shift.length; c++) {
                if (c != j && table.features().get(c).isContinuous()) {
                    shift[j] = Math.max(shift[j], between(table, standardizer, j, c));
                }
            }
        }
        return shift;
    }

    private static double between(Table table, Standardizer standardizer, int feature, int other) {
        double shown = 0;
        double missed = 0;
        int shows = 0;
        int misses = 0;
        for (double[] row : table.rows()) {
            if (Double.isNaN(row[other])) {
                continue;
            }
            double z = standardizer.standardize(other, row[other]);
            if (Double.isNaN(row[feature])) {
                missed += z;
                misses++;
            } else {
                shown += z;
                shows++;
            }
        }
        if (shows == 0 || misses == 0) {
            return 0;
        }
        double apart = Math.abs(missed / misses - shown / shows);
        return apart > SURE * Math.sqrt(1.0 / shows + 1.0 / misses) ? apart : 0;
    }
}
