package io.lacuna.internal.training.mixture.calibration;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Standardizer;

/**
 * How different the rows that miss a feature are from the rows that have it: the largest difference between the two
 * groups' means of any other continuous feature, in standard deviations. About 0 if cells are missing at random. A
 * value above 1 means that the feature is missing in just those rows of which little was observed; hidden cells, which
 * were observed, then say little about how well it is filled.
 */
public final class GapShift {
    /** A difference counts if it exceeds this many standard errors. */
    private static final double SURE = 4;

    private GapShift() {}

    /** The shift of each feature; 0 if no difference is significant. */
    public static double[] of(Table table, Standardizer standardizer) {
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
        double difference = Math.abs(missed / misses - shown / shows);
        return difference > SURE * Math.sqrt(1.0 / shows + 1.0 / misses) ? difference : 0;
    }
}
