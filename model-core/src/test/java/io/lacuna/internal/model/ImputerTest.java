package io.lacuna.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.data.Supports;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.model.Provenance;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ImputerTest {
    private static final Features FEATURES = new Features(List.of(Feature.continuous("a"), Feature.binary("b")));

    /** Two members: they predict N(0, 1) and N(10, 2), and true with probability 0.2 and 0.9. */
    private final Imputer imputer = new ImputationModel(
                    FEATURES, List.of(member(0, 1, 0.2), member(10, 2, 0.9)), new Provenance(new TreeMap<>()))
            .newImputer(InferenceSettings.DEFAULT);

    private static Member member(double mean, double sd, double share) {
        return new MarginalMember(new Marginals(
                new Standardizer(new double[] {mean, 0}, new double[] {sd, 1}),
                new double[][] {{}, {1 - share, share}}));
    }

    @Test
    void averagesMembersAsAMixture() {
        imputer.impute(new double[] {Double.NaN, Double.NaN});
        assertThat(imputer.mean(0)).isEqualTo(5);
        // Variance of the equal mixture: (1 + 4) / 2 within the members, 25 between them.
        assertThat(imputer.sd(0)).isCloseTo(Math.sqrt(27.5), within(1e-12));
        assertThat(imputer.cdf(0, 5)).isCloseTo(0.5 * (Normal.cdf(5) + Normal.cdf(-2.5)), within(1e-15));
        assertThat(imputer.probability(1, 1)).isCloseTo(0.55, within(1e-12));
        assertThat(imputer.value(1)).isEqualTo(1);
    }

    @Test
    void quantilesInvertTheMixtureEvenBetweenItsModes() {
        imputer.impute(new double[] {Double.NaN, Double.NaN});
        for (double p : new double[] {0.01, 0.05, 0.3, 0.5, 0.7, 0.95, 0.99}) {
            assertThat(imputer.cdf(0, imputer.quantile(0, p))).isCloseTo(p, within(1e-3));
        }
    }

    @Test
    void intervalsEndAtTheQuantilesToTheBit() {
        imputer.impute(new double[] {Double.NaN, Double.NaN});
        for (double mass : new double[] {0.2, 0.9, 0.998}) {
            double[] lower = {0, -1};
            double[] upper = {0, -1};
            imputer.intervals(mass, lower, upper);
            assertThat(lower).containsExactly(imputer.quantile(0, 0.5 * (1 - mass)), -1);
            assertThat(upper).containsExactly(imputer.quantile(0, 0.5 * (1 + mass)), -1);
        }
        imputer.impute(new double[] {3, Double.NaN});
        double[] untouched = {7, 7};
        imputer.intervals(0.9, untouched, untouched);
        assertThat(untouched).containsExactly(7, 7);
    }

    @Test
    void someIntervalsAreThoseOfAllToTheBit() {
        Features two = new Features(List.of(Feature.continuous("a"), Feature.continuous("b")));
        Imputer both = new ImputationModel(
                        two,
                        List.of(new MarginalMember(new Marginals(
                                new Standardizer(new double[] {1, 20}, new double[] {2, 3}), new double[][] {{}, {}}))),
                        new Provenance(new TreeMap<>()))
                .with(Supports.of(List.of(Support.REALS, new Support(0, 21))))
                .newImputer(InferenceSettings.DEFAULT);
        both.impute(new double[] {Double.NaN, Double.NaN});
        double[] lower = new double[2];
        double[] upper = new double[2];
        both.intervals(0.9, lower, upper);
        double[] oneLower = {-7, -7};
        double[] oneUpper = {-7, -7};
        both.intervals(0.9, new boolean[] {false, true}, oneLower, oneUpper);
        assertThat(oneLower).containsExactly(-7, lower[1]);
        assertThat(oneUpper).containsExactly(-7, 21);
        assertThat(upper[1]).isEqualTo(21);
    }

    @Test
    void quantilesOfOneNormalAreItsOwn() {
        for (double mean : new double[] {0, 20, -1e6}) {
            ImputationModel model =
                    new ImputationModel(FEATURES, List.of(member(mean, 1, 0.5)), new Provenance(new TreeMap<>()));
            Imputer one = model.newImputer(InferenceSettings.DEFAULT);
            one.impute(new double[] {Double.NaN, Double.NaN});
            for (double p : new double[] {0.001, 0.05, 0.5, 0.95, 0.999}) {
                assertThat(one.quantile(0, p)).isCloseTo(mean + Normal.quantile(p), within(2e-3));
            }
        }
    }

    @Test
    void drawsFollowTheMixture() {
        imputer.impute(new double[] {Double.NaN, Double.NaN});
        SplittableRandom random = new SplittableRandom(3);
        double sum = 0;
        double squares = 0;
        int n = 40_000;
        for (int i = 0; i < n; i++) {
            double[] drawn = {Double.NaN, Double.NaN};
            imputer.draw(random, drawn);
            sum += drawn[0];
            squares += drawn[0] * drawn[0];
        }
        assertThat(sum / n).isCloseTo(5, within(0.1));
        assertThat(squares / n - (sum / n) * (sum / n)).isCloseTo(27.5, within(0.6));
    }

    @Test
    void leavesObservedCellsAloneWhenDrawing() {
        imputer.impute(new double[] {3.5, Double.NaN});
        double[] drawn = {3.5, Double.NaN};
        imputer.draw(new SplittableRandom(1), drawn);
        assertThat(drawn[0]).isEqualTo(3.5);
        assertThat(drawn[1]).isIn(0.0, 1.0);
    }

    @Test
    void whatItAnswersLiesWithinTheSupport() {
        Supports supports = Supports.of(List.of(new Support(0, 8), Support.REALS));
        Imputer within = new ImputationModel(
                        FEATURES, List.of(member(0, 1, 0.2), member(30, 2, 0.9)), new Provenance(new TreeMap<>()))
                .with(supports)
                .newImputer(InferenceSettings.DEFAULT);
        within.impute(new double[] {Double.NaN, Double.NaN});
        assertThat(within.mean(0)).isEqualTo(8);
        assertThat(within.freeMean(0)).isEqualTo(15);
        assertThat(within.value(0)).isEqualTo(8);
        assertThat(within.quantile(0, 0.05)).isZero();
        assertThat(within.quantile(0, 0.95)).isEqualTo(8);
        double[] lower = {Double.NaN, 1};
        double[] upper = {Double.NaN, 1};
        within.intervals(0.9, lower, upper);
        assertThat(lower).containsExactly(0, 1);
        assertThat(upper).containsExactly(8, 1);
        assertThat(within.cdf(0, -0.001)).isZero();
        assertThat(within.cdf(0, 0)).isCloseTo(0.25, within(1e-12));
        assertThat(within.cdf(0, 8)).isCloseTo(0.5, within(1e-12));
        assertThat(within.cdf(0, 8.001)).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            double[] drawn = {Double.NaN, Double.NaN};
            within.draw(new SplittableRandom(i), drawn);
            assertThat(drawn[0]).isBetween(0.0, 8.0);
        }
    }

    @Test
    void observedCellsStayBeyondTheSupport() {
        Imputer within = new ImputationModel(FEATURES, List.of(member(0, 1, 0.2)), new Provenance(new TreeMap<>()))
                .newImputer(InferenceSettings.DEFAULT, Map.of("a", new Support(0, 1)));
        double[] drawn = {-5, Double.NaN};
        within.impute(drawn);
        within.draw(new SplittableRandom(1), drawn);
        assertThat(drawn[0]).isEqualTo(-5);
    }
}
