package io.lacuna.internal.inference.relation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RelatedRoundingTest {
    private static final double NOISE = 1e-4;
    private static final LinearRelation WHOLE = sum(1, 1, 1, 1);

    private static LinearRelation sum(double total, double... coefficients) {
        int[] features = new int[coefficients.length];
        for (int i = 0; i < features.length; i++) {
            features[i] = i;
        }
        return new LinearRelation(features, coefficients, total, NOISE);
    }

    /** Rounds the fills by themselves, then settles them. */
    private static double[] settled(RelatedRounding rounding, double[] step, double[] cells, boolean... gap) {
        double[] rounded = cells.clone();
        for (int j = 0; j < cells.length; j++) {
            rounded[j] = gap[j] && step[j] > 0 ? Math.rint(cells[j] / step[j]) * step[j] : cells[j];
        }
        rounding.settle(cells, gap, rounded);
        return rounded;
    }

    private static RelatedRounding rounding(double[] step, LinearRelation... relations) {
        return new RelatedRounding(new LinearRelations(List.of(relations)), step, (j, value) -> value);
    }

    @Test
    void theLargestRemainderMakesUpForAWholeThatRoundingLost() {
        double[] step = {1, 1, 1};
        RelatedRounding rounding = rounding(step, WHOLE);
        assertThat(settled(rounding, step, new double[] {0.33, 0.4, 0.27}, true, true, true))
                .containsExactly(0, 1, 0);
        double[] even = settled(rounding, step, new double[] {1.0 / 3, 1.0 / 3, 1.0 / 3}, true, true, true);
        assertThat(even).containsOnly(0, 1);
        assertThat(even[0] + even[1] + even[2]).isEqualTo(1);
        // One too many: the part that was rounded up from furthest below goes back.
        RelatedRounding two = rounding(step, sum(2, 1, 1, 1));
        assertThat(settled(two, step, new double[] {0.8, 0.55, 0.65}, true, true, true))
                .containsExactly(1, 0, 1);
    }

    @Test
    void observedCellsAndFillsThatKeepTheSumStay() {
        double[] step = {1, 1, 1};
        RelatedRounding rounding = rounding(step, WHOLE);
        assertThat(settled(rounding, step, new double[] {0, 0.7, 0.3}, false, true, true))
                .containsExactly(0, 1, 0);
        assertThat(settled(rounding, step, new double[] {0.4, 0.3, 0.3}, false, true, true))
                .containsExactly(0.4, 1, 0); // 0.4 was observed; 1 is nearer to 0.6 than 0.
        assertThat(settled(rounding, step, new double[] {Double.NaN, 0.4, 0.33}, false, true, true))
                .containsExactly(Double.NaN, 0, 0); // The first cell stays missing, so nothing is known of the sum.
    }

    @Test
    void anExcessBeforeRoundingIsNoneOfItsBusiness() {
        double[] step = {0.1, 0.1};
        RelatedRounding rounding = rounding(step, sum(100, 1, 1));
        double[] rounded = settled(rounding, step, new double[] {60.13, 39.97}, true, true); // Sums to 100.1.
        assertThat(rounded[0]).isCloseTo(60.1, within(1e-9));
        assertThat(rounded[1]).isCloseTo(40, within(1e-9));
    }

    @Test
    void fillsOfNoRelationStay() {
        double[] step = {1, 1, 1, 1, 0.1};
        RelatedRounding rounding = rounding(step, WHOLE);
        assertThat(settled(rounding, step, new double[] {0.4, 0.33, 0.27, 0.5, 7.26}, true, true, true, true, true))
                .containsExactly(new double[] {1, 0, 0, 0, 7.3}, within(1e-9));
        assertThat(rounding.isChanged(0)).isTrue();
        assertThat(rounding.isChanged(3) || rounding.isChanged(4)).isFalse();
        settled(rounding, step, new double[] {1, 0, 0, 0.5, 7.26}, false, false, false, true, true);
        for (int j = 0; j < step.length; j++) {
            assertThat(rounding.isChanged(j)).isFalse();
        }
    }

    /** a + b = whole, where the whole is written without decimals in the training rows too. */
    @Test
    void aWholeThatIsRoundedItselfBindsItsPartsOnlyAsFarAsItsRounding() {
        double[] step = {0.1, 0.1, 1};
        double noise = Math.sqrt(1.0 / 12);
        RelatedRounding rounding =
                rounding(step, new LinearRelation(new int[] {0, 1, 2}, new double[] {1, 1, -1}, 0, noise));
        // The whole loses 0.38: its parts are not bent to make up for it.
        assertThat(settled(rounding, step, new double[] {3.14, 7.24, 10.38}, true, true, true))
                .containsExactly(new double[] {3.1, 7.2, 10}, within(1e-9));
        // An observed whole of parts that each lose little.
        assertThat(settled(rounding, step, new double[] {3.14, 6.86, 10}, true, true, false))
                .containsExactly(new double[] {3.1, 6.9, 10}, within(1e-9));
        // Each part is a whole number too, so a sum that is off by one is off by more than the rounding of the whole.
        double[] ones = {1, 1, 1};
        assertThat(settled(
                        new RelatedRounding(
                                new LinearRelations(List.of(
                                        new LinearRelation(new int[] {0, 1, 2}, new double[] {1, 1, -1}, 0, noise))),
                                ones,
                                (j, value) -> value),
                        ones,
                        new double[] {3.45, 6.4, 9.85},
                        true,
                        true,
                        true))
                .containsExactly(4, 6, 10);
    }

    @Test
    void roundedFillsKeepTheirRange() {
        double[] step = {1, 1, 1};
        RelatedRounding atMostZero = new RelatedRounding(
                new LinearRelations(List.of(WHOLE)), step, (j, value) -> j == 0 ? Math.min(0.4, value) : value);
        assertThat(settled(atMostZero, step, new double[] {0.4, 0.3, 0.3}, true, true, true))
                .containsExactly(0, 1, 0);
    }

    @Test
    void fillsWithoutAResolutionStayAndAreCountedAsTheyAre() {
        double[] step = {0, 1, 1};
        assertThat(settled(rounding(step, WHOLE), step, new double[] {0.2, 0.4, 0.4}, true, true, true))
                .containsExactly(0.2, 1, 0);
        double[] none = new double[3];
        assertThat(settled(rounding(none, WHOLE), none, new double[] {0.2, 0.4, 0.4}, true, true, true))
                .containsExactly(0.2, 0.4, 0.4);
    }

    /** x0 + x1 + x2 = 10 and x3 = x0 + 2 x1, in tenths: both hold after rounding, and each fill is within a step. */
    @Test
    void relationsThatShareCellsAreKeptTogether() {
        double[] step = {0.1, 0.1, 0.1, 0.1};
        RelatedRounding rounding = rounding(
                step, sum(10, 1, 1, 1), new LinearRelation(new int[] {0, 1, 3}, new double[] {1, 2, -1}, 0, NOISE));
        SplittableRandom random = new SplittableRandom(1);
        boolean[] gap = {true, true, true, true};
        for (int trial = 0; trial < 500; trial++) {
            double[] x = new double[4];
            x[0] = random.nextDouble() * 4;
            x[1] = random.nextDouble() * 4;
            x[2] = 10 - x[0] - x[1];
            x[3] = x[0] + 2 * x[1];
            double[] rounded = settled(rounding, step, x, gap);
            assertThat(rounded[0] + rounded[1] + rounded[2]).isCloseTo(10, within(1e-9));
            assertThat(rounded[0] + 2 * rounded[1] - rounded[3]).isCloseTo(0, within(1e-9));
            for (int j = 0; j < 4; j++) {
                assertThat(Math.abs(rounded[j] - x[j])).isLessThanOrEqualTo(0.1 + 1e-9);
            }
        }
    }
}
