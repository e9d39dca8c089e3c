package io.lacuna.internal.training.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RelayFitTest {
    private static final Features FEATURES =
            new Features(List.of(Feature.continuous("x"), Feature.continuous("y"), Feature.binary("side")));

    /** Two clusters, at (-4, 0) and (4, 8), and a label that names the cluster. */
    private static Table table(int n, double scale) {
        SplittableRandom random = new SplittableRandom(6);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int side = i % 2;
            double x = (side == 0 ? -4 : 4) + random.nextGaussian();
            double y = (side == 0 ? 0 : 8) + random.nextGaussian();
            rows.add(new double[] {scale * x, scale * y, i % 7 == 0 ? Double.NaN : side});
        }
        return new Table(FEATURES, rows);
    }

    @Test
    void aBootstrapDrawsAsManyRowsAsThereAreAndLeavesAThirdOut() {
        int[] counts = new RelayFit(2_000, 1, 0).counts();
        assertThat(Arrays.stream(counts).sum()).isEqualTo(2_000);
        // (1 - 1 / n)^n is 36.8%; five standard errors are 5%.
        assertThat(Arrays.stream(counts).filter(count -> count == 0).count() / 2_000.0)
                .isCloseTo(0.368, within(0.05));
        assertThat(new RelayFit(2_000, 1, 0).counts()).containsExactly(counts);
        assertThat(new RelayFit(2_000, 1, 1).counts()).isNotEqualTo(counts);
        assertThat(new RelayFit(2_000, 2, 0).counts()).isNotEqualTo(counts);
    }

    @Test
    void aSingleRelayIsTheNormalOfTheBootstrap() {
        RelaySpaces spaces = new RelaySpaces(table(300, 1));
        RelayFit fit = new RelayFit(300, 1, 0);
        RelayMixture mixture = fit.run(spaces.rows(0), new RelayPlan.Fit(0, 1), 40, null);
        assertThat(mixture.relays()).isEqualTo(1);
        // The mean of the drawn rows, shrunk towards the column means with the weight of one row: both are equal
        // here.
        double sum = 0;
        for (int i = 0; i < 300; i++) {
            sum += fit.counts()[i] * spaces.rows(0).y()[i][0] / 300;
        }
        assertThat((double) mixture.centres()[0][0]).isCloseTo(sum, within(1e-5));
    }

    @Test
    void twoRelaysFindTwoClustersInBothSpaces() {
        RelaySpaces spaces = new RelaySpaces(table(300, 1));
        for (int space = 0; space < 2; space++) {
            RelayMixture mixture =
                    new RelayFit(300, 1, space).run(spaces.rows(space), new RelayPlan.Fit(space, 2), 40, null);
            assertThat(mixture.space()).isEqualTo(space);
            int low = mixture.centres()[0][0] < mixture.centres()[1][0] ? 0 : 1;
            assertThat((double) mixture.centres()[low][0]).isCloseTo(space == 0 ? -0.97 : -0.8, within(0.15));
            assertThat((double) mixture.centres()[1 - low][1]).isCloseTo(space == 0 ? 0.97 : 0.8, within(0.15));
            assertThat(Math.exp(mixture.logProbabilities()[low][0][0])).isGreaterThan(0.95);
            assertThat(Math.exp(mixture.logProbabilities()[1 - low][0][1])).isGreaterThan(0.95);
            assertThat(Math.exp(mixture.logWeights()[0])).isCloseTo(0.5, within(0.1));
        }
    }

    @Test
    void labelsTellClustersApartThatNumbersDoNot() {
        // x is the same everywhere; a label with three values divides the rows, and a second label follows it.
        Features labels = new Features(List.of(
                Feature.continuous("x"),
                Feature.categorical("kind", List.of("a", "b", "c")),
                Feature.categorical("twin", List.of("p", "q", "r"))));
        SplittableRandom random = new SplittableRandom(6);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double twin = i % 5 == 0 ? Double.NaN : i % 3;
            rows.add(new double[] {0.05 * random.nextGaussian(), i % 3, twin});
        }
        RelaySpaces spaces = new RelaySpaces(new Table(labels, rows));
        RelayRows unit = spaces.rows(0);
        for (double[] y : unit.y()) {
            y[0] *= 0.05;
        }
        RelayMixture mixture = new RelayFit(300, 1, 0).run(unit, new RelayPlan.Fit(0, 3), 40, null);
        for (int k = 0; k < 3; k++) {
            float[] kind = mixture.logProbabilities()[k][0];
            float[] twin = mixture.logProbabilities()[k][1];
            int most = kind[0] > kind[1] && kind[0] > kind[2] ? 0 : kind[1] > kind[2] ? 1 : 2;
            assertThat(Math.exp(kind[most])).isGreaterThan(0.9);
            assertThat(Math.exp(twin[most])).isGreaterThan(0.9);
        }
    }

    @Test
    void aWarmStartNeedsAQuarterOfTheRounds() {
        RelaySpaces spaces = new RelaySpaces(table(300, 1));
        RelayPlan.Fit plan = new RelayPlan.Fit(0, 2);
        RelayMixture cold = new RelayFit(300, 1, 0).run(spaces.rows(0), plan, 40, null);
        RelayMixture warm = new RelayFit(300, 1, 1).run(spaces.rows(0), plan, 40, cold);
        // Started from the first fit, the relays keep their positions and therefore their order.
        assertThat(warm.centres()[0]).containsExactly(cold.centres()[0], within(0.2f));
        assertThat(warm.centres()[1]).containsExactly(cold.centres()[1], within(0.2f));
        // A quarter of two iterations is one, rounded up.
        RelayRows rows = spaces.rows(0);
        RelayFit third = new RelayFit(300, 1, 2);
        int[] places = java.util.stream.IntStream.range(0, 300)
                .filter(i -> third.counts()[i] > 0)
                .toArray();
        RelayMixtureEm em = new RelayMixtureEm(
                rows.select(
                        places,
                        Arrays.stream(places)
                                .mapToDouble(i -> third.counts()[i])
                                .toArray()),
                2,
                RelayPriors.DEFAULT);
        em.startFrom(cold);
        em.expectation();
        em.maximization();
        assertThat(third.run(rows, plan, 2, cold).centres())
                .isDeepEqualTo(em.result(0).centres());
    }

    @Test
    void earlierRelaysAreToldInTheNewUnitsInBothSpaces() {
        RelaySpaces before = new RelaySpaces(table(300, 1));
        // The same rows in a unit ten times as small: scores stay the same, and so do standardized values.
        RelaySpaces after = new RelaySpaces(table(300, 10));
        for (int space = 0; space < 2; space++) {
            RelayPlan.Fit plan = new RelayPlan.Fit(space, 2);
            RelayMixture fitted = new RelayFit(300, 1, 0).run(before.rows(space), plan, 20, null);
            RelayEnsemble earlier = new RelayEnsemble(
                    before.standardizer(), before.marginals(), RelayCalibration.none(3, 2), List.of(fitted));
            RelayMixture told = new WarmStart(earlier, after).mixture(0, plan);
            assertThat(told).isNotNull();
            assertThat(told.space()).isEqualTo(space);
            for (int k = 0; k < 2; k++) {
                if (space == 0) {
                    // Values and standard deviations are ten times as large.
                    for (int c = 0; c < 2; c++) {
                        double raw = before.standardizer().restore(c, fitted.centres()[k][c]);
                        assertThat((double) told.centres()[k][c])
                                .isCloseTo(after.standardizer().standardize(c, raw), within(1e-5));
                    }
                    double ratio = 0.01;
                    for (int p = 0; p < 3; p++) {
                        assertThat((double) told.covariances()[k][p])
                                .isCloseTo(ratio * fitted.covariances()[k][p], within(1e-6));
                    }
                } else {
                    for (int c = 0; c < 2; c++) {
                        double z = before.marginals().get(c).back(fitted.centres()[k][c]);
                        double raw = before.standardizer().restore(c, z);
                        double expected = after.marginals()
                                .get(c)
                                .forward(after.standardizer().standardize(c, raw));
                        assertThat((double) told.centres()[k][c]).isCloseTo(expected, within(1e-5));
                    }
                    assertThat(told.covariances()[k]).containsExactly(fitted.covariances()[k]);
                }
                assertThat(told.logProbabilities()[k][0]).containsExactly(fitted.logProbabilities()[k][0]);
            }
            assertThat(told.logWeights()).containsExactly(fitted.logWeights());
            assertThat(new WarmStart(earlier, after).mixture(0, new RelayPlan.Fit(1 - space, 2)))
                    .isNull();
        }
    }
}
