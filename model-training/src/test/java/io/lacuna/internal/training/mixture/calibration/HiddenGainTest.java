package io.lacuna.internal.training.mixture.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.relay.RankNormal;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Two numbers with a correlation of 0.8, filled by normals that know it or not. */
class HiddenGainTest {
    private static final int ROWS = 400;
    private static final Features PAIR = new Features(List.of(Feature.continuous("x"), Feature.continuous("y")));

    private final Table table = pair();

    private static Table pair() {
        SplittableRandom random = new SplittableRandom(21);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            double x = random.nextGaussian();
            rows.add(new double[] {x, 0.8 * x + 0.6 * random.nextGaussian()});
        }
        return new Table(PAIR, rows);
    }

    private RelayEnsemble normal(double correlation) {
        RelayMixture mixture = new RelayMixture(
                0,
                new float[] {0},
                new float[][] {{0, 0}},
                new float[][] {{1, (float) correlation, 1}},
                new float[1][0][]);
        RankNormal marginal = RankNormal.fit(new double[] {-1, 0, 1});
        return new RelayEnsemble(
                new Standardizer(new double[2], new double[] {1, 1}),
                List.of(marginal, marginal),
                RelayCalibration.none(2, 2),
                List.of(mixture));
    }

    private HiddenGain gain(int[] counts) {
        return new HiddenGain(table, new int[][] {counts}, 1);
    }

    @Test
    void theOneThatKnowsTheRelationGains() {
        HiddenGain gain = gain(new int[ROWS]);
        double forward = gain.standardErrors(normal(0.8), normal(0));
        assertThat(forward).isGreaterThan(5);
        assertThat(gain.standardErrors(normal(0), normal(0.8))).isCloseTo(-forward, within(1e-9));
        assertThat(gain.standardErrors(normal(0.8), normal(0.8))).isZero();
    }

    @Test
    void moreRowsGiveMoreEvidence() {
        int[] few = new int[ROWS];
        Arrays.fill(few, ROWS / 8, ROWS, 1);
        assertThat(gain(few).standardErrors(normal(0.8), normal(0)))
                .isPositive()
                .isLessThan(0.6 * gain(new int[ROWS]).standardErrors(normal(0.8), normal(0)));
    }

    @Test
    void rowsThatAllFitsHaveSeenTellNothing() {
        int[] seen = new int[ROWS];
        Arrays.fill(seen, 1);
        assertThat(gain(seen).standardErrors(normal(0.8), normal(0))).isZero();
    }
}
