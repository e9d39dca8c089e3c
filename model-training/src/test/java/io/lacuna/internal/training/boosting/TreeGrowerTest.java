package io.lacuna.internal.training.boosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.inference.boosting.Forest;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TreeGrowerTest {
    private static final GrowthRule FULL = new GrowthRule(2, 1, 0, 1, 1);

    private static Forest grow(float[][] inputs, float[] targets, GrowthRule rule, int rounds) {
        int p = inputs[0].length;
        BinnedInputs binned = new BinnedInputs(inputs, p);
        byte[] bins = new byte[inputs.length * p];
        float[] weights = new float[inputs.length];
        Arrays.fill(weights, 1);
        for (int i = 0; i < inputs.length; i++) {
            for (int k = 0; k < p; k++) {
                bins[i * p + k] = binned.bin(k, inputs[i][k]);
            }
        }
        ForestBuilder builder = new ForestBuilder();
        TreeGrower grower = new TreeGrower(binned, p, rule);
        float[] prediction = new float[inputs.length];
        SplittableRandom random = Seeds.random(1, "grow");
        RemaskedRows rows = new RemaskedRows(bins, targets, weights);
        for (int round = 0; round < rounds; round++) {
            grower.grow(rows, prediction, IntStream.range(0, p).toArray(), random, builder);
        }
        Forest forest = builder.bag();
        for (int i = 0; i < inputs.length; i++) {
            assertThat(forest.sum(inputs[i], 0, 0, 1)).as("row %s", i).isCloseTo(prediction[i], within(1e-4f));
        }
        return forest;
    }

    private static double squares(float[][] inputs, float[] targets, Forest forest) {
        double sum = 0;
        for (int i = 0; i < targets.length; i++) {
            double apart = targets[i] - forest.sum(inputs[i], 0, 0, 1);
            sum += apart * apart;
        }
        return sum;
    }

    /** The least sum of squares of any split of any input, missing inputs on either side. */
    private static double bruteForce(float[][] inputs, float[] targets) {
        double least = Double.POSITIVE_INFINITY;
        for (int p = 0; p < inputs[0].length; p++) {
            for (float[] limit : inputs) {
                for (int side = 0; side < 2 && !Float.isNaN(limit[p]); side++) {
                    double[] sum = new double[2];
                    double[] square = new double[2];
                    int[] count = new int[2];
                    for (int i = 0; i < targets.length; i++) {
                        float x = inputs[i][p];
                        int right = Float.isNaN(x) ? side : x <= limit[p] ? 0 : 1;
                        sum[right] += targets[i];
                        square[right] += targets[i] * targets[i];
                        count[right]++;
                    }
                    if (count[0] > 0 && count[1] > 0) {
                        double within = square[0] - sum[0] * sum[0] / count[0] + square[1] - sum[1] * sum[1] / count[1];
                        least = Math.min(least, within);
                    }
                }
            }
        }
        return least;
    }

    @Test
    void theFirstSplitIsTheBestOfAllSplits() {
        SplittableRandom random = Seeds.random(2, "rows");
        for (int table = 0; table < 30; table++) {
            float[][] inputs = new float[25][3];
            float[] targets = new float[25];
            for (int i = 0; i < targets.length; i++) {
                for (int p = 0; p < 3; p++) {
                    inputs[i][p] = random.nextDouble() < 0.3 ? Float.NaN : (float) Math.rint(4 * random.nextGaussian());
                }
                targets[i] = (float) random.nextGaussian() + (inputs[i][1] > 1 ? 2 : 0);
            }
            Forest forest = grow(inputs, targets, FULL, 1);
            assertThat(squares(inputs, targets, forest)).isCloseTo(bruteForce(inputs, targets), within(1e-3));
        }
    }

    @Test
    void missingInputsGoToTheSideThatFitsThem() {
        float[][] inputs = {{0}, {0}, {1}, {1}, {Float.NaN}, {Float.NaN}};
        Forest right = grow(inputs, new float[] {0, 0, 5, 5, 5, 5}, FULL, 1);
        assertThat(right.sum(new float[] {Float.NaN}, 0, 0, 1)).isEqualTo(5);
        Forest left = grow(inputs, new float[] {0, 0, 5, 5, 0, 0}, FULL, 1);
        assertThat(left.sum(new float[] {Float.NaN}, 0, 0, 1)).isEqualTo(0);
        Forest apart = grow(inputs, new float[] {0, 0, 0, 0, 5, 5}, FULL, 1);
        assertThat(apart.sum(new float[] {Float.NaN}, 0, 0, 1)).isEqualTo(5);
        assertThat(apart.sum(new float[] {1}, 0, 0, 1)).isEqualTo(0);
    }

    @Test
    void theExclusiveOrOfTwoInputsIsLearnt() {
        SplittableRandom random = Seeds.random(3, "rows");
        float[][] inputs = new float[200][2];
        float[] targets = new float[200];
        for (int i = 0; i < targets.length; i++) {
            inputs[i][0] = (float) random.nextDouble();
            inputs[i][1] = (float) random.nextDouble();
            targets[i] = inputs[i][0] > 0.5 ^ inputs[i][1] > 0.5 ? 1 : -1;
        }
        Forest forest = grow(inputs, targets, new GrowthRule(8, 1, 0, 0.3, 1), 30);
        assertThat(squares(inputs, targets, forest) / targets.length).isLessThan(0.02);
    }

    @Test
    void aLeafHasItsLeastWeight() {
        float[][] inputs = {{0}, {1}, {2}, {3}, {4}, {5}};
        Forest forest = grow(inputs, new float[] {9, 0, 0, 0, 0, 0}, new GrowthRule(4, 2, 0, 1, 1), 1);
        assertThat(forest.sum(new float[] {0}, 0, 0, 1)).isEqualTo(4.5f);
    }
}
