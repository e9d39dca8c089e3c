package io.lacuna.internal.model;

import static io.lacuna.internal.inference.MemberKernel.TOLERANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.numerics.Normal;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileSearchTest {
    private static final double[] LEVELS = {0.001, 0.01, 0.05, 0.3, 0.5, 0.7, 0.95, 0.99, 0.999};

    private int rounds;

    /** A cdf for the search, which counts its rounds. */
    private QuantileSearch.Cdf counted(DoubleUnaryOperator... cdfs) {
        return (count, features, values, into) -> {
            rounds++;
            for (int i = 0; i < count; i++) {
                into[i] = cdfs[features[i]].applyAsDouble(values[i]);
            }
        };
    }

    /** The cdf of 0.7 N(0, 1) + 0.3 N(2, 1.5): mean 0.6, variance 2.215, third central moment 2.133. */
    private static double skewed(double x) {
        return 0.7 * Normal.cdf(x) + 0.3 * Normal.cdf((x - 2) / 1.5);
    }

    private static final double SD = Math.sqrt(0.7 + 0.3 * 2.25 + 0.7 * 0.36 + 0.3 * 1.96);
    private static final double THIRD = 0.7 * -0.6 * (3 + 0.36) + 0.3 * 1.4 * (3 * 2.25 + 1.96);

    private double find(DoubleUnaryOperator cdf, double p, double skewness, boolean smooth) {
        return find(cdf, p, skewness, smooth, TOLERANCE);
    }

    private double find(DoubleUnaryOperator cdf, double p, double skewness, boolean smooth, double tolerance) {
        QuantileSearch search = new QuantileSearch(2, tolerance);
        search.begin(0, 0.6, SD, skewness, smooth);
        search.add(p);
        search.run(counted(cdf));
        return search.found(0);
    }

    @Test
    void aNormalIsFoundInOneRound() {
        for (double p : LEVELS) {
            rounds = 0;
            double found = find(x -> Normal.cdf((x - 0.6) / SD), p, 0, false);
            assertThat(found).isCloseTo(0.6 + SD * Normal.quantile(p), within(1e-6));
            assertThat(rounds).isEqualTo(1);
        }
    }

    @Test
    void aSearchDoesNotDependOnTheLevelsOfTheOneBefore() {
        QuantileSearch search = new QuantileSearch(4, TOLERANCE);
        for (double[] levels : new double[][] {{0.05, 0.95}, {0.05, 0.95}, {0.1, 0.9}, {0.05, 0.95}, {0.95, 0.05}}) {
            search.clear();
            for (int feature = 0; feature < 2; feature++) {
                search.begin(feature, 0.6, SD, 0.5, true);
                search.add(levels[0]);
                search.add(levels[1]);
            }
            search.run(counted(QuantileSearchTest::skewed, QuantileSearchTest::skewed));
            for (int i = 0; i < 4; i++) {
                assertThat(search.found(i)).isEqualTo(find(QuantileSearchTest::skewed, levels[i % 2], 0.5, true));
            }
        }
    }

    @Test
    void theCdfAtAResultIsNearP() {
        for (double p : LEVELS) {
            double tail = Math.min(p, 1 - p);
            assertThat(skewed(find(QuantileSearchTest::skewed, p, 0, false)))
                    .isCloseTo(p, within(Math.min(5e-4, 0.02 * tail)));
            assertThat(skewed(find(QuantileSearchTest::skewed, p, THIRD / Math.pow(SD, 3), true)))
                    .isCloseTo(p, within(Math.min(2e-3, 0.06 * tail)));
        }
    }

    /** What the looser end of smooth features and the start by skewness are for. */
    @Test
    void smoothFeaturesOfKnownSkewnessTakeFewerRounds() {
        for (double p : new double[] {0.05, 0.95}) {
            rounds = 0;
            find(QuantileSearchTest::skewed, p, 0, false);
            int plain = rounds;
            rounds = 0;
            find(QuantileSearchTest::skewed, p, THIRD / Math.pow(SD, 3), true);
            assertThat(rounds).isLessThan(plain).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void aLargerToleranceTakesFewerRoundsAndStillEndsNearP() {
        int narrow = 0;
        int wide = 0;
        for (double p : LEVELS) {
            rounds = 0;
            find(QuantileSearchTest::skewed, p, THIRD / Math.pow(SD, 3), true);
            narrow += rounds;
            rounds = 0;
            assertThat(skewed(find(QuantileSearchTest::skewed, p, THIRD / Math.pow(SD, 3), true, 0.02)))
                    .isCloseTo(p, within(Math.min(3e-3, 0.15 * Math.min(p, 1 - p))));
            wide += rounds;
        }
        assertThat(wide).isLessThan(narrow);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -1e9, 1e9})
    void aWildSkewnessDoesNotLeadAstray(double skewness) {
        for (double p : LEVELS) {
            assertThat(skewed(find(QuantileSearchTest::skewed, p, skewness, true)))
                    .isCloseTo(p, within(Math.min(4e-3, 0.1 * Math.min(p, 1 - p))));
        }
    }

    @Test
    void aJumpIsFoundFromOutside() {
        DoubleUnaryOperator jump = x -> x < 1 ? 0.02 : 0.98;
        assertThat(find(jump, 0.05, 0, false)).isCloseTo(1, within(2e-3 * SD)).isLessThan(1);
        assertThat(find(jump, 0.95, 0, false)).isCloseTo(1, within(2e-3 * SD)).isGreaterThanOrEqualTo(1);
    }

    @Test
    void oneQuantileDoesNotDependOnTheOthers() {
        QuantileSearch search = new QuantileSearch(6, TOLERANCE);
        for (int feature = 0; feature < 3; feature++) {
            search.begin(feature, 0.6, SD, 0.4, feature != 1);
            search.add(0.05);
            search.add(0.95);
        }
        search.run(counted(QuantileSearchTest::skewed, x -> Normal.cdf(3 * x), QuantileSearchTest::skewed));
        QuantileSearch alone = new QuantileSearch(1, TOLERANCE);
        alone.begin(0, 0.6, SD, 0.4, true);
        alone.add(0.95);
        alone.run(counted(QuantileSearchTest::skewed));
        assertThat(search.found(1)).isEqualTo(alone.found(0));
        assertThat(search.found(5)).isEqualTo(alone.found(0));
    }

    @Test
    void withoutSpreadTheResultIsTheMean() {
        QuantileSearch search = new QuantileSearch(1, TOLERANCE);
        search.begin(0, 7, 0, Double.NaN, false);
        search.add(0.05);
        search.run(counted(x -> x < 7 ? 0 : 1));
        assertThat(search.found(0)).isEqualTo(7);
        assertThat(rounds).isZero();
    }
}
