package io.lacuna.internal.inference.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.relay.RankNormal;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Both layouts of gains give the same numbers, so the choice between them only affects speed. */
class PatternGainsTest {
    private static final int D = 16;
    private static final int RELAYS = 9;

    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void bothLayoutsFindTheSameMeansAndDeviations() {
        RelayTables tables = tables();
        RelayFactors pattern = new RelayFactors(tables, new GainSolver(tables));
        KeptRelays one = kept(tables, pattern);
        KeptRelays other = kept(tables, pattern);
        for (int t = 0; t < 100; t++) {
            pattern.compute(new long[] {random.nextLong() & (1L << D) - 1});
            float[][] whitened = new float[D][RELAYS];
            for (float[] lane : whitened) {
                for (int k = 0; k < RELAYS; k++) {
                    lane[k] = (float) random.nextGaussian();
                }
            }
            BlockGains lanes = new BlockGains(tables, pattern);
            RelayGains relays = new RelayGains(tables, pattern, new GainSolver(tables));
            lanes.begin(pattern);
            relays.begin(pattern);
            lanes.condition(one, whitened);
            relays.condition(other, whitened);
            for (int b = 0; b < pattern.m; b++) {
                for (int i = 0; i < one.count; i++) {
                    assertThat(one.means(b)[i]).isCloseTo(other.means(b)[i], within(1e-5f));
                    assertThat(one.deviations(b)[i]).isCloseTo(other.deviations(b)[i], within(1e-5f));
                    for (int a = 0; a < pattern.o; a++) {
                        assertThat(lanes.gain(one.relay[i], a, b))
                                .isCloseTo(relays.gain(one.relay[i], a, b), within(1e-5f));
                    }
                }
            }
        }
    }

    @Test
    void keptRelaysHaveTheInverseOfEachDeviation() {
        RelayTables tables = tables();
        RelayFactors pattern = new RelayFactors(tables, new GainSolver(tables));
        KeptRelays kept = kept(tables, pattern);
        for (long observed : new long[] {0, 0b101, (1L << D) - 2}) {
            pattern.compute(new long[] {observed});
            kept.condition(pattern, new float[D][RELAYS]);
            for (int b = 0; b < pattern.m; b++) {
                for (int i = 0; i < kept.count; i++) {
                    assertThat(kept.perDeviation(b)[i]).isEqualTo(1 / kept.deviations(b)[i]);
                }
            }
        }
    }

    private static KeptRelays kept(RelayTables tables, RelayFactors pattern) {
        KeptRelays kept = new KeptRelays(tables, pattern);
        for (int k : new int[] {1, 2, 5, 8}) {
            kept.relay[kept.count++] = k;
        }
        return kept;
    }

    private RelayTables tables() {
        float[][] centres = new float[RELAYS][D];
        float[][] covariances = new float[RELAYS][D * (D + 1) / 2];
        for (int k = 0; k < RELAYS; k++) {
            double[][] root = new double[D][D];
            for (int i = 0; i < D; i++) {
                centres[k][i] = (float) random.nextGaussian();
                for (int j = 0; j < D; j++) {
                    root[i][j] = 0.3 * random.nextGaussian();
                }
            }
            for (int i = 0; i < D; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = i == j ? 0.3 : 0;
                    for (int c = 0; c < D; c++) {
                        sum += root[i][c] * root[j][c];
                    }
                    covariances[k][RelayMixture.packed(i, j)] = (float) sum;
                }
            }
        }
        RelayMixture fit = new RelayMixture(0, new float[RELAYS], centres, covariances, new float[RELAYS][0][]);
        double[] ones = new double[D];
        Arrays.fill(ones, 1);
        return new RelayTables(
                new RelayEnsemble(
                        new Standardizer(new double[D], ones),
                        Collections.nCopies(D, RankNormal.fit(new double[] {-1, 0, 1})),
                        RelayCalibration.none(D, D),
                        List.of(fit)),
                new Features(IntStream.range(0, D)
                        .mapToObj(j -> Feature.continuous("x" + j))
                        .toList()));
    }
}
