package io.lacuna.internal.training.mixture.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.numerics.Normal;
import org.junit.jupiter.api.Test;

class StretchEstimatorTest {
    /** The stretches that are tried are 0.48 times powers of 1.05. */
    private static double factor(double power) {
        return 0.48 * Math.pow(1.05, power);
    }

    /** A cell that is inside the interval from this stretch on. */
    private static void insideFrom(StretchEstimator stretch, int feature, double least) {
        stretch.cell(feature, factor -> factor >= least ? 0.5 : 0.999);
    }

    /** Cells whose true value is normal around the prediction, with {@code times} the model's standard deviation. */
    private static void normals(StretchEstimator stretch, int feature, int count, double times) {
        for (int i = 0; i < count; i++) {
            double z = Normal.quantile((i + 0.5) / count);
            stretch.cell(feature, factor -> Normal.cdf(times * z / factor));
        }
    }

    @Test
    void nothingIsStretchedWhereNothingWasHidden() {
        StretchEstimator stretch = new StretchEstimator(2);
        assertThat(stretch.result(0, false, 0)).isEqualTo(1);
        assertThat(stretch.result(1, true, 3)).isEqualTo(1);
    }

    @Test
    void stretchesByAsMuchAsTheModelIsTooSure() {
        // 89% of a normal lie within 1.598 sd; the model's 90% interval ends at 1.645 of its sd.
        double aim = Normal.quantile(0.945) / Normal.quantile(0.95);
        for (double times : new double[] {0.9, 1, 1.5, 2.5}) {
            StretchEstimator stretch = new StretchEstimator(1);
            normals(stretch, 0, 4_000, times);
            assertThat((double) stretch.result(0, false, 0)).isCloseTo(times * aim, within(0.005 * times));
        }
    }

    @Test
    void goesBetweenTheStretchesLookedAtInProportion() {
        // No cell is inside before the 20th power, all are from it on: 89% is 11/100 of a step back.
        StretchEstimator stretch = new StretchEstimator(1);
        for (int i = 0; i < 50; i++) {
            insideFrom(stretch, 0, factor(20) - 1e-9);
        }
        assertThat((double) stretch.result(0, false, 0)).isCloseTo(factor(20 - 0.11), within(1e-6));
    }

    /** A lopsided distribution: its mean can be outside of the central interval, where larger stretches end. */
    @Test
    void aCellCountsForTheStretchesThatHoldItAlsoWhereTheMeanIsOutside() {
        for (double mean : new double[] {0.5, 0.02, 0.97}) {
            for (double start : new double[] {0.001, 0.3, 0.6, 0.999}) {
                StretchEstimator stretch = new StretchEstimator(1);
                int[] asked = {0};
                stretch.cell(0, factor -> {
                    asked[0]++;
                    return mean + (start - mean) * Math.pow(0.48 / factor, 3);
                });
                double least = 0;
                for (int s = 37; s >= 0; s--) {
                    double cdf = mean + (start - mean) * Math.pow(0.48 / factor(s), 3);
                    least = Math.abs(cdf - 0.5) <= 0.45 ? factor(s) : least;
                }
                // One cell is all that is known, so the result is the first stretch that holds it, or a part of a step
                // before.
                double last = least == 0 ? factor(37) : least;
                double first = least == 0 ? factor(37) : least / 1.05;
                double result = stretch.result(0, true, 0);
                assertThat(result).isBetween(Math.max(0.62, first) - 1e-6, Math.max(0.62, last) + 1e-6);
                assertThat(mean != 0.5 || asked[0] <= 8).isTrue();
            }
        }
    }

    @Test
    void aCellIsNotCountedForStretchesThatHoldItNoMore() {
        StretchEstimator stretch = new StretchEstimator(1);
        stretch.cell(0, factor -> 0.02 + 0.28 * Math.pow(0.48 / factor, 3)); // Below 0.05 from the 16th stretch on.
        insideFrom(stretch, 0, factor(25) - 1e-9);
        assertThat((double) stretch.result(0, false, 0)).isCloseTo(factor(37), within(1e-6)); // None holds both.
    }

    @Test
    void stretchesNoFurtherThanItLooks() {
        StretchEstimator stretch = new StretchEstimator(1);
        normals(stretch, 0, 400, 50);
        assertThat((double) stretch.result(0, false, 0)).isCloseTo(factor(37), within(1e-6));
    }

    @Test
    void shrinksByAFifthAtMostAndFurtherOnlyWhereValuesRepeat() {
        StretchEstimator stretch = new StretchEstimator(1);
        normals(stretch, 0, 4_000, 0.5);
        assertThat(stretch.result(0, false, 0)).isEqualTo(0.8f);
        assertThat(stretch.result(0, true, 0)).isEqualTo(0.62f);
    }

    @Test
    void doesNotShrinkWhereTheGapsLieFarFromWhatIsSeen() {
        StretchEstimator stretch = new StretchEstimator(2);
        normals(stretch, 0, 4_000, 0.5);
        assertThat(stretch.result(0, false, 0.5)).isEqualTo(0.8f);
        assertThat(stretch.result(0, false, 0.51)).isEqualTo(1);
        assertThat(stretch.result(0, true, 0.51)).isEqualTo(1);
        normals(stretch, 1, 40_000, 2);
        assertThat(stretch.result(1, false, 0.51)).isGreaterThan(1.8f);
    }

    @Test
    void aFeatureWithFewHiddenCellsBorrowsFromAll() {
        // 1,000 cells of the first feature are inside from the 15th power on, 20 of the second from the 30th on.
        // Before the 30th, the second has 60 * 1000 / 1020 of 80 inside, 73.5%; from it on all: 89% is (1 - 0.89) /
        // (1 - 0.735) of a step back.
        StretchEstimator stretch = new StretchEstimator(2);
        for (int i = 0; i < 1_000; i++) {
            insideFrom(stretch, 0, factor(15) - 1e-9);
        }
        for (int i = 0; i < 20; i++) {
            insideFrom(stretch, 1, factor(30) - 1e-9);
        }
        double before = 60 * (1_000.0 / 1_020) / 80;
        assertThat((double) stretch.result(1, false, 0)).isCloseTo(factor(30 - 0.11 / (1 - before)), within(1e-6));
        // The second hardly affects the first: 1,060 cells, of which 60 are pooled.
        double covered = (1_000 + 60 * (1_000.0 / 1_020)) / 1_060;
        assertThat((double) stretch.result(0, false, 0))
                .isCloseTo(factor(15 - (covered - 0.89) / covered), within(1e-6));
    }

    @Test
    void aFeatureWithoutHiddenCellsIsStretchedAsAllTogether() {
        StretchEstimator stretch = new StretchEstimator(2);
        normals(stretch, 0, 4_000, 2);
        assertThat(stretch.result(1, false, 0))
                .isEqualTo(stretch.result(0, false, 0))
                .isGreaterThan(1.9f);
    }

    @Test
    void bothTailsCount() {
        // 12% of the cells lie below every interval, and as many above: no stretch covers 89%.
        for (double outside : new double[] {0, 1}) {
            StretchEstimator stretch = new StretchEstimator(1);
            for (int i = 0; i < 100; i++) {
                double at = i < 12 ? outside : 0.5;
                stretch.cell(0, factor -> at);
            }
            assertThat((double) stretch.result(0, false, 0)).isCloseTo(factor(37), within(1e-6));
        }
    }

    @Test
    void theEndsOfTheIntervalBelongToIt() {
        StretchEstimator stretch = new StretchEstimator(1);
        for (int i = 0; i < 100; i++) {
            stretch.cell(0, factor -> factor >= 1 ? 0.95 : 0.951);
        }
        // The 16th power is the first above 1.
        assertThat((double) stretch.result(0, false, 0)).isCloseTo(factor(16 - 0.11), within(1e-6));
    }
}
