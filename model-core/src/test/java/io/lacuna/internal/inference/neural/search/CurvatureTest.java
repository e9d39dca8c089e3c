package io.lacuna.internal.inference.neural.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Decoders;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurvatureTest {
    private static final int OUTPUTS = 60;

    private static float[] cells(int every) {
        float[] cells = new float[OUTPUTS];
        for (int j = 0; j < OUTPUTS; j++) {
            cells[j] = j % every == 0 ? (float) Math.cos(3 * j) : Float.NaN;
        }
        return cells;
    }

    /**
     * A path along which ReLUs switch. The curvature updated from point to point equals a fresh computation at the last
     * point.
     */
    @ParameterizedTest
    @CsvSource({"5, 1, false", "5, 1, true", "30, 1, false", "30, 1, true", "5, 20, false", "30, 20, true"})
    void followsTheReLUsThatSwitch(int k, int every, boolean path) {
        Decoder decoder = Decoders.continuous(Decoders.network(path, 3, k, 21, 17, OUTPUTS), Objective.EVIDENCE);
        RecordObjective walked = new RecordObjective(decoder);
        walked.observe(cells(every));
        for (int t = 0; t <= 20; t++) {
            float[] z = new float[k];
            for (int a = 0; a < k; a++) {
                z[a] = (float) Math.sin(1 + 2 * a + 0.05 * t);
            }
            RecordObjective fresh = new RecordObjective(decoder);
            fresh.observe(cells(every));
            float[] slope = new float[k];
            float[] freshSlope = new float[k];
            assertThat(walked.gradient(z, slope)).isEqualTo(fresh.gradient(z, freshSlope));
            assertThat(slope).isEqualTo(freshSlope);
            assertThat(walked.quadratic()).isEqualTo(every == 1);
            float[][] curvature = walked.curvature();
            float[][] expected = fresh.curvature();
            for (int a = 0; a < k; a++) {
                for (int b = 0; b < k; b++) {
                    double size = Math.sqrt(expected[a][a] * expected[b][b]);
                    assertThat(curvature[a][b]).isCloseTo(expected[a][b], within((float) (1e-4 * (1 + size))));
                }
            }
        }
    }

    /** The same record again, after others: the result must be the same, bit for bit. */
    @ParameterizedTest
    @ValueSource(ints = {5, 30})
    void doesNotDependOnTheRecordBefore(int k) {
        Decoder decoder = Decoders.continuous(Decoders.network(false, 3, k, 21, 17, OUTPUTS), Objective.EVIDENCE);
        SearchSettings settings = new SearchSettings(30, 1, false, 1e-6);
        RecordObjective used = new RecordObjective(decoder);
        GaussNewtonSearch search = new GaussNewtonSearch(used, null, null, settings);
        for (int every : new int[] {1, 2, 20, 1}) {
            RecordObjective fresh = new RecordObjective(decoder);
            PosteriorModes found = new PosteriorModes(k, GaussNewtonSearch.STARTS);
            PosteriorModes again = new PosteriorModes(k, GaussNewtonSearch.STARTS);
            used.observe(cells(every));
            fresh.observe(cells(every));
            search.search(used, found);
            new GaussNewtonSearch(fresh, null, null, settings).search(fresh, again);
            assertThat(found.mean(0)).containsExactly(again.mean(0));
            assertThat(found.logEvidence()).isEqualTo(again.logEvidence());
        }
    }

    /** Single precision agrees with double precision, for all remainders modulo four. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 30})
    void dampedStepSolvesTheSystem(int k) {
        float[][] rows = FixedNoise.rows("test step", 3 * k, k);
        float[][] curvature = new float[k][k];
        float[] right = new float[k];
        for (int a = 0; a < k; a++) {
            right[a] = a - 1;
            for (int b = 0; b < k; b++) {
                for (float[] row : rows) {
                    curvature[a][b] += row[a] * row[b];
                }
            }
        }
        float[] step = new float[k];
        new DampedStep(k).solve(curvature, 0.5, right, step);
        for (int a = 0; a < k; a++) {
            double left = 0.5 * step[a];
            for (int b = 0; b < k; b++) {
                left += curvature[a][b] * step[b];
            }
            assertThat(left).isCloseTo(right[a], within(1e-3));
        }
        CurvatureSystem exact = new CurvatureSystem(k);
        exact.reset(0.5);
        for (int i = 0; i < k * k; i++) {
            exact.curvature[i] += curvature[i / k][i % k];
        }
        exact.factor();
        double[] solved = new double[k];
        exact.solve(right, solved);
        for (int a = 0; a < k; a++) {
            assertThat(solved[a]).isCloseTo(step[a], within(1e-4));
        }
    }
}
