package io.lacuna.internal.training.mixture.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Standardizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapShiftTest {
    private static final double GAP = Double.NaN;
    private static final Features FEATURES =
            new Features(List.of(Feature.continuous("x"), Feature.continuous("y"), Feature.binary("label")));

    /** 100 rows with y and {@code misses} rows without it, with the given values of x. */
    private static Table table(double xWhereShown, double xWhereMissed, int misses, double label) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rows.add(new double[] {xWhereShown, i, 0});
        }
        for (int i = 0; i < misses; i++) {
            rows.add(new double[] {xWhereMissed, GAP, label});
        }
        return new Table(FEATURES, rows);
    }

    /** Units of x: mean 10, standard deviation 2. */
    private static final Standardizer UNITS = new Standardizer(new double[] {10, 0, 0}, new double[] {2, 1, 1});

    @Test
    void isTheDifferenceOfMeansInStandardDeviations() {
        double[] shift = GapShift.of(table(10, 16, 100, 0), UNITS);
        assertThat(shift[1]).isCloseTo(3, within(1e-12));
        assertThat(GapShift.of(table(16, 10, 100, 0), UNITS)[1]).isCloseTo(3, within(1e-12));
    }

    @Test
    void isNothingForAFeatureThatIsNeverMissingOrNeverSeen() {
        Table table = table(10, 16, 100, 0);
        assertThat(GapShift.of(table, UNITS)[0]).isZero();
        assertThat(GapShift.of(table.select(new int[] {100, 101, 102}), UNITS)).containsExactly(0, 0, 0);
    }

    @Test
    void aDifferenceWithinFourStandardErrorsIsChance() {
        // The standard error of 100 rows against 100 is sqrt(0.02) = 0.1414; four of them are 0.566 standard
        // deviations, 1.131 in the feature's unit.
        assertThat(GapShift.of(table(10, 11.13, 100, 0), UNITS)[1]).isZero();
        assertThat(GapShift.of(table(10, 11.14, 100, 0), UNITS)[1]).isCloseTo(0.57, within(1e-12));
        // With 4 rows that miss it, sqrt(1 / 100 + 1 / 4) = 0.51; four of them are 2.04 standard deviations, 4.08
        // in the feature's unit.
        assertThat(GapShift.of(table(10, 14, 4, 0), UNITS)[1]).isZero();
        assertThat(GapShift.of(table(10, 14.2, 4, 0), UNITS)[1]).isCloseTo(2.1, within(1e-12));
    }

    @Test
    void labelsAreNoMeasureOfDistance() {
        assertThat(GapShift.of(table(10, 10, 100, 1), UNITS)).containsExactly(0, 0, 0);
    }

    @Test
    void rowsWithoutTheOtherNumberDoNotCount() {
        List<double[]> rows = new ArrayList<>(table(10, 16, 100, 0).rows());
        for (int i = 0; i < 1_000; i++) {
            rows.add(new double[] {GAP, i % 2 == 0 ? GAP : i, 0});
        }
        assertThat(GapShift.of(new Table(FEATURES, rows), UNITS)[1]).isCloseTo(3, within(1e-12));
    }

    @Test
    void theOtherNumberThatDiffersMostCounts() {
        Features three =
                new Features(List.of(Feature.continuous("a"), Feature.continuous("b"), Feature.continuous("c")));
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rows.add(new double[] {i < 100 ? 0 : 1, i < 100 ? 0 : -5, i < 100 ? 0 : GAP});
        }
        Standardizer unit = new Standardizer(new double[3], new double[] {1, 1, 1});
        assertThat(GapShift.of(new Table(three, rows), unit)).containsExactly(0, 0, 5);
    }
}
