package io.lacuna.internal.inference.neural.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Decoders;
import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.inference.neural.ExactPosterior;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.GaussNewtonSearch;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a linear decoder, log p(x) has a closed form, which shares no code with the bounds. */
class BoundsTest {
    private static final float NAN = Float.NaN;
    private static final float[] CELLS = {0.4f, NAN, -1, 1.5f, NAN, 0};
    private static final int STEPS = 5;
    private static final int DRAWS = 4000;
    private static final float[] FAR = {0, 0, 0, -1, -1, -1};

    private final Decoder decoder = Decoders.continuous(Decoders.network(false, 5, 3, 6), Objective.EVIDENCE);
    private final ExactPosterior exact = ExactPosterior.of(decoder, CELLS);
    private final RecordObjective record = record(decoder, CELLS);

    private static RecordObjective record(Decoder decoder, float[] cells) {
        RecordObjective record = new RecordObjective(decoder);
        record.observe(cells);
        return record;
    }

    /** Mean and standard error of {@code ln sum_i pi_i w_i}. */
    private record Estimate(double mean, double error) {
        static Estimate of(List<double[]> draws, double[] logShares) {
            double[] values = draws.stream()
                    .mapToDouble(draw -> BufferWeights.logSum(draw, logShares))
                    .toArray();
            double mean = Arrays.stream(values).average().orElseThrow();
            double square = Arrays.stream(values)
                    .map(value -> (value - mean) * (value - mean))
                    .sum();
            return new Estimate(mean, Math.sqrt(square / (values.length - 1) / values.length));
        }

        void isAtMost(Estimate other) {
            assertThat(mean).isLessThanOrEqualTo(other.mean + 2 * Math.hypot(error, other.error));
        }

        void isAtMost(double logLikelihood) {
            assertThat(mean).isLessThanOrEqualTo(logLikelihood + 2 * error);
        }
    }

    private List<double[]> trajectories(float[] lambda0, int steps, boolean doubleSampled, LocalSteps.Rule rule) {
        BufferedSvi svi = new BufferedSvi(decoder, rule);
        SplittableRandom random = new SplittableRandom(1);
        List<double[]> draws = new ArrayList<>();
        for (int s = 0; s < DRAWS; s++) {
            double[] logWeights = new double[steps + 1];
            svi.run(record, lambda0, steps, doubleSampled, random, logWeights);
            draws.add(logWeights);
        }
        return draws;
    }

    private static List<double[]> part(List<double[]> draws, int from, int to) {
        return draws.stream().map(draw -> Arrays.copyOfRange(draw, from, to)).toList();
    }

    @Test
    void everyWeightIsTheLikelihoodWhereThePosteriorIsExact() {
        PosteriorModes modes = new PosteriorModes(3, GaussNewtonSearch.STARTS);
        new GaussNewtonSearch(record, null, null, SearchSettings.of(NeuralMethod.GAUSS_NEWTON, false))
                .search(record, modes);
        double[] logWeights = new double[50];
        new ImportanceWeights(decoder).draw(record, modes, new SplittableRandom(2), logWeights, 50);
        for (double logWeight : logWeights) {
            assertThat(logWeight).isCloseTo(exact.logEvidence, within(2e-3));
        }
    }

    @Test
    void theBoundsAreOrderedAndNoneIsAboveTheLikelihood() {
        for (LocalSteps.Rule rule : List.of(LocalSteps.Rule.adam(0.1), new LocalSteps.Rule(0.3, 0.5, 1))) {
            List<double[]> draws = trajectories(FAR, STEPS, false, rule);
            Estimate elbo = Estimate.of(part(draws, 0, 1), BufferWeights.uniform(1));
            Estimate svi = Estimate.of(part(draws, STEPS, STEPS + 1), BufferWeights.uniform(1));
            Estimate buffered = Estimate.of(draws, BufferWeights.uniform(STEPS + 1));
            Estimate doubled = Estimate.of(trajectories(FAR, STEPS, true, rule), BufferWeights.uniform(STEPS + 1));
            // As many independent draws from the first posterior.
            Estimate importance = Estimate.of(importance(FAR, STEPS + 1), BufferWeights.uniform(STEPS + 1));
            elbo.isAtMost(svi);
            elbo.isAtMost(importance);
            svi.isAtMost(buffered);
            for (Estimate bound : List.of(elbo, svi, buffered, doubled, importance)) {
                bound.isAtMost(exact.logEvidence);
            }
            // The steps gain something here; otherwise the comparisons above would say nothing.
            assertThat(svi.mean()).isGreaterThan(elbo.mean() + 3 * Math.hypot(svi.error(), elbo.error()));
            assertThat(importance.mean()).isGreaterThan(elbo.mean() + 3 * Math.hypot(elbo.error(), importance.error()));
        }
    }

    private List<double[]> importance(float[] meanAndLogSd, int count) {
        PosteriorModes modes = new PosteriorModes(3, 1);
        modes.addDiagonal(meanAndLogSd, false);
        ImportanceWeights weights = new ImportanceWeights(decoder);
        SplittableRandom random = new SplittableRandom(3);
        List<double[]> draws = new ArrayList<>();
        for (int s = 0; s < DRAWS; s++) {
            double[] logWeights = new double[count];
            weights.draw(record, modes, random, logWeights, count);
            draws.add(logWeights);
        }
        return draws;
    }

    /** The mean of w is p(x), whatever the proposal is (theorem 1). */
    @Test
    void theMeanOfEveryWeightOfTheTrajectoryIsTheLikelihood() {
        float[] wide = {0.2f, -0.1f, 0, 0.2f, 0.2f, 0.2f};
        List<double[]> draws = trajectories(wide, 2, false, LocalSteps.Rule.adam(0.1));
        for (int i = 0; i <= 2; i++) {
            int at = i;
            double[] ratios = draws.stream()
                    .mapToDouble(draw -> Math.exp(draw[at] - exact.logEvidence))
                    .toArray();
            double mean = Arrays.stream(ratios).average().orElseThrow();
            double variance = Arrays.stream(ratios)
                            .map(ratio -> (ratio - mean) * (ratio - mean))
                            .sum()
                    / ratios.length;
            assertThat(mean).isCloseTo(1, within(4 * Math.sqrt(variance / ratios.length)));
        }
    }

    @Test
    void optimizedSharesNeverLowerTheMeanAndBeatTheLastWeight() {
        List<double[]> draws = trajectories(FAR, STEPS, false, LocalSteps.Rule.adam(0.1));
        double[] shares = BufferWeights.uniform(STEPS + 1);
        double before = Estimate.of(draws, shares).mean();
        for (int t = 0; t < 10; t++) {
            shares = BufferWeights.fit(draws, shares, 1);
            double now = Estimate.of(draws, shares).mean();
            assertThat(now).isGreaterThanOrEqualTo(before - 1e-12);
            before = now;
        }
        assertThat(Arrays.stream(shares).map(Math::exp).sum()).isCloseTo(1, within(1e-12));
        for (int i = 0; i <= STEPS; i++) {
            assertThat(before)
                    .isGreaterThan(Estimate.of(part(draws, i, i + 1), BufferWeights.uniform(1))
                            .mean());
        }
    }

    /** BSVI-1 and BSVI-1-DS as nested integrals over the draws, by hand, in double precision. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneStepAgreesWithNestedQuadrature(boolean doubleSampled) {
        Layer layer = new Layer(new float[][] {{1.2f, -0.7f}}, new float[] {0.1f, 0.3f});
        Decoder one = Decoders.continuous(new Network(List.of(layer), null), Objective.EVIDENCE);
        float[] cells = {1.1f, -0.4f};
        OneLatent reference = new OneLatent(cells);
        double expected = reference.bound(doubleSampled);

        BufferedSvi svi = new BufferedSvi(one, new LocalSteps.Rule(0.2, 0.5, 1));
        RecordObjective of = record(one, cells);
        SplittableRandom random = new SplittableRandom(7);
        List<double[]> draws = new ArrayList<>();
        for (int s = 0; s < 40_000; s++) {
            double[] logWeights = new double[2];
            svi.run(of, new float[] {0.3f, -0.5f}, 1, doubleSampled, random, logWeights);
            draws.add(logWeights);
        }
        Estimate found = Estimate.of(draws, BufferWeights.uniform(2));
        assertThat(found.error()).isLessThan(0.01);
        assertThat(found.mean()).isCloseTo(expected, within(3.5 * found.error()));
    }

    /** A linear decoder with one latent number, x_j = w_j z + b_j + noise of variance 0.3. */
    private record OneLatent(float[] cells) {
        private static final double[] W = {1.2f, -0.7f};
        private static final double[] B = {0.1f, 0.3f};
        private static final double VARIANCE = 0.3f;

        double logJoint(double z) {
            double sum = -0.5 * (z * z + Math.log(2 * Math.PI));
            for (int j = 0; j < 2; j++) {
                double error = cells[j] - B[j] - W[j] * z;
                sum -= 0.5 * (error * error / VARIANCE + Math.log(2 * Math.PI * VARIANCE));
            }
            return sum;
        }

        double slope(double z) {
            double sum = -z;
            for (int j = 0; j < 2; j++) {
                sum += W[j] * (cells[j] - B[j] - W[j] * z) / VARIANCE;
            }
            return sum;
        }

        double logWeight(double mean, double logSd, double epsilon) {
            double z = mean + Math.exp(logSd) * epsilon;
            return logJoint(z) + 0.5 * (epsilon * epsilon + Math.log(2 * Math.PI)) + logSd;
        }

        /** The expectation over the draws of w_0, of the step and of w_1; the first two are the same in BSVI. */
        double bound(boolean doubleSampled) {
            double total = 0;
            double h = 0.1;
            for (double step = -6; step <= 6; step += h) {
                double along = slope(0.3f + Math.exp(-0.5f) * step);
                double byLogSd = along * step * Math.exp(-0.5f) + 1;
                double norm = Math.max(1, Math.hypot(along, byLogSd));
                double mean = 0.3f + 0.2 * along / norm;
                double logSd = Math.max(-7, Math.min(2, -0.5f + 0.2 * byLogSd / norm));
                double inner = 0;
                for (double last = -6; last <= 6; last += h) {
                    double second = logWeight(mean, logSd, last);
                    if (!doubleSampled) {
                        inner += h * density(last) * logMean(logWeight(0.3f, -0.5f, step), second);
                        continue;
                    }
                    for (double first = -6; first <= 6; first += h) {
                        inner +=
                                h * h * density(last) * density(first) * logMean(logWeight(0.3f, -0.5f, first), second);
                    }
                }
                total += h * density(step) * inner;
            }
            return total;
        }

        private static double density(double epsilon) {
            return Math.exp(-0.5 * epsilon * epsilon) / Math.sqrt(2 * Math.PI);
        }

        private static double logMean(double a, double b) {
            double highest = Math.max(a, b);
            return highest + Math.log(0.5 * (Math.exp(a - highest) + Math.exp(b - highest)));
        }
    }
}
