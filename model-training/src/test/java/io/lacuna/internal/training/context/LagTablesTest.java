package io.lacuna.internal.training.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.Following;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against autoregressive processes whose parameters are known. */
class LagTablesTest {
    private static final int[] LAGS = ContextTables.lags();
    private final SplittableRandom random = new SplittableRandom(9);

    /** A stationary process of variance 1, with that correlation a step. */
    private double[] process(int n, double phi) {
        double[] z = new double[n];
        z[0] = random.nextGaussian();
        for (int t = 1; t < n; t++) {
            z[t] = phi * z[t - 1] + Math.sqrt(1 - phi * phi) * random.nextGaussian();
        }
        return z;
    }

    /** Adds rows that show the feature with probability 0.7. */
    private void add(LagTables lags, double[] z, double[] r) {
        int n = z.length;
        double[] time = new double[n];
        double[] value = new double[n];
        double[] residual = new double[n];
        int count = 0;
        for (int t = 0; t < n; t++) {
            if (random.nextDouble() < 0.7) {
                time[count] = t;
                value[count] = z[t];
                residual[count++] = r[t];
            }
        }
        lags.add(count, time, value, residual, new double[n], new double[n]);
    }

    @Test
    void valuesOfAnAutoregressiveProcessDecayByItsPowers() {
        LagTables lags = new LagTables();
        for (int key = 0; key < 8; key++) {
            add(lags, process(5_000, 0.95), process(5_000, 0.8));
        }
        FeatureContext tables = lags.ofNumber(FeatureContext.none()).get(0);
        for (int l = 0; l < LAGS.length; l++) {
            double phi = Math.pow(0.95, LAGS[l]);
            double rho = Math.pow(0.8, LAGS[l]);
            assertThat((double) tables.phi()[l]).as("phi at %d", LAGS[l]).isCloseTo(phi, within(0.06));
            assertThat((double) tables.variance()[l]).isCloseTo(1 - phi * phi, within(0.08));
            assertThat((double) tables.rho()[l]).as("rho at %d", LAGS[l]).isCloseTo(rho, within(0.06));
            assertThat((double) tables.kappa()[l]).isCloseTo(Math.sqrt(1 - rho * rho), within(0.06));
        }
        assertThat(tables.slow()).containsOnly(0);
    }

    @Test
    void ofIndependentRowsNothingIsTaken() {
        int taken = 0;
        for (int trial = 0; trial < 20; trial++) {
            LagTables lags = new LagTables();
            add(lags, process(3_000, 0), process(3_000, 0));
            FeatureContext tables = lags.ofNumber(FeatureContext.none()).get(0);
            for (int l = 0; l < LAGS.length; l++) {
                taken += (tables.phi()[l] != 0 ? 1 : 0) + (tables.rho()[l] != 0 ? 1 : 0);
            }
        }
        // Three standard errors, 680 numbers: about two by chance.
        assertThat(taken).isLessThan(10);
    }

    @Test
    void eachWayToCarryResidualsHasTheWeightsThatItHasAlone() {
        LagTables lags = new LagTables();
        int n = 20_000;
        double[] time = new double[n];
        double[] residual = new double[n];
        double[] slow = new double[n];
        double[] noise = process(n, 0);
        double[] level = process(n, 0.98);
        for (int t = 0; t < n; t++) {
            time[t] = t;
            residual[t] = level[t] + 0.3 * noise[t];
            slow[t] = t == 0 ? 0 : 0.9 * slow[t - 1] + 0.1 * residual[t];
        }
        lags.add(n, time, residual, residual, slow, new double[n]);
        List<FeatureContext> carried = lags.ofNumber(FeatureContext.none());
        FeatureContext both = carried.get(0);
        // Least squares on both says 0.61 and 0.37; on each alone 0.90 and 0.98.
        assertThat((double) both.rho()[0]).isCloseTo(0.61, within(0.05));
        assertThat((double) both.slow()[0]).isCloseTo(0.37, within(0.06));
        assertThat(carried.get(1).slow()).containsOnly(0);
        assertThat((double) carried.get(1).rho()[0]).isCloseTo(0.90, within(0.03));
        assertThat(carried.get(2).rho()).containsOnly(0);
        assertThat(carried.get(2).kappa()).containsOnly(1);
        assertThat((double) carried.get(2).slow()[0]).isCloseTo(0.98, within(0.03));
        assertThat(carried.get(3).usesResidual()).isFalse();
    }

    @Test
    void aLabelThatStaysIsHeldMoreThanByChance() {
        LagTables lags = new LagTables();
        int n = 20_000;
        double[] time = new double[n];
        double[] label = new double[n];
        for (int t = 0; t < n; t++) {
            time[t] = t;
            label[t] = t == 0 || random.nextDouble() < 0.1 ? random.nextInt(4) : label[t - 1];
        }
        lags.add(n, time, label, new double[n], new double[n], new double[n]);
        FeatureContext tables = lags.ofCategory(0.25);
        assertThat((double) tables.phi()[0]).isCloseTo(0.9, within(0.02));
        assertThat((double) tables.phi()[3]).isCloseTo(Math.pow(0.9, 4), within(0.04));
        assertThat((double) tables.phi()[16]).isCloseTo(0, within(0.05));
    }

    @Test
    void aValueWithItsExpectedChangesPredictsBetter() {
        LagTables lags = new LagTables();
        int n = 20_000;
        double[] time = new double[n];
        double[] value = new double[n];
        double[] expected = new double[n];
        double[] shared = process(n, 0.95);
        double[] own = process(n, 0.95);
        for (int t = 0; t < n; t++) {
            time[t] = t;
            expected[t] = 0.9 * shared[t];
            value[t] = expected[t] + Math.sqrt(0.19) * own[t];
        }
        lags.add(n, time, value, new double[n], new double[n], expected);
        FeatureContext alone = lags.ofNumber(FeatureContext.none()).get(0);
        Following following = lags.following();
        for (int l = 0; l < 8; l++) {
            double phi = Math.pow(0.95, LAGS[l]);
            // Least squares of 0.9 s + o on 0.9 s + o', where o' is the earlier own part.
            double slope = 0.81 + 0.19 * phi;
            assertThat((double) following.phi()[l]).isCloseTo(slope, within(0.06));
            assertThat((double) following.variance()[l]).isCloseTo(1 - slope * slope, within(0.06));
            assertThat(following.variance()[l]).isLessThan(alone.variance()[l]);
        }
    }

    @Test
    void aValueThatTellsNothingAloneDoesNotFollow() {
        LagTables lags = new LagTables();
        SplittableRandom random = new SplittableRandom(8);
        int n = 2_000;
        double[] time = new double[n];
        double[] value = new double[n];
        double[] expected = new double[n];
        for (int t = 0; t < n; t++) {
            time[t] = t;
            // As in shuffled rows: the other cells of a row tell the value, its past does not.
            expected[t] = 0.9 * random.nextGaussian();
            value[t] = expected[t] + 0.44 * random.nextGaussian();
        }
        lags.add(n, time, value, new double[n], new double[n], expected);
        assertThat(lags.following().isNone()).isTrue();
    }
}
