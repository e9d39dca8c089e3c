package io.lacuna.internal.training.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.inference.labels.LabelInput;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LabelPartsTest {
    private final SplittableRandom random = Seeds.random(1, "labels");

    @Test
    void cutsLieWhereTheLabelChanges() {
        double[] values = new double[300];
        int[] labels = new int[300];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 7 == 0 ? Double.NaN : random.nextDouble() * 90;
            labels[i] = values[i] < 18 ? 0 : values[i] < 65 ? 1 : 2;
        }
        double[] cuts = LabelCuts.of(values, labels, 3);
        assertThat(cuts).hasSize(2);
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                assertThat((values[i] > cuts[0] ? 1 : 0) + (values[i] > cuts[1] ? 1 : 0))
                        .isEqualTo(labels[i]);
            }
        }
    }

    @Test
    void aNumberThatSaysNothingGetsNoCut() {
        for (int round = 0; round < 20; round++) {
            double[] values = random.doubles(300).toArray();
            int[] labels = random.ints(300, 0, 3).toArray();
            assertThat(LabelCuts.of(values, labels, 3)).isEmpty();
        }
    }

    @Test
    void equalNumbersAreNeverCutApart() {
        assertThat(LabelCuts.of(new double[] {1, 1, 1, 1}, new int[] {0, 1, 0, 1}, 2))
                .isEmpty();
        assertThat(LabelCuts.of(new double[0], new int[0], 2)).isEmpty();
    }

    @Test
    void findsThePairWhoseExclusiveOrIsTheLabel() {
        LabelExamples examples = new LabelExamples(2);
        for (int i = 0; i < 200; i++) {
            double[] cells = {random.nextInt(2), random.nextInt(2), random.nextInt(2), Double.NaN};
            examples.add(i, cells, new double[] {0.5, 0.5}, (int) cells[0] ^ (int) cells[2]);
        }
        List<LabelInput> singles =
                List.of(LabelInput.ofLabels(0, 2), LabelInput.ofLabels(1, 2), LabelInput.ofLabels(2, 2));
        assertThat(LabelPairs.of(singles, examples).get(0)).containsExactly(singles.get(0), singles.get(2));
    }

    @Test
    void theStepFollowsTheDerivativesOfTheLikelihood() {
        LabelExamples examples = new LabelExamples(3);
        for (int i = 0; i < 60; i++) {
            double[] cells = {i % 5 == 0 ? Double.NaN : random.nextInt(2)};
            double p = random.nextDouble() * 0.5;
            examples.add(i, cells, new double[] {p, 0.2, 0.8 - p}, random.nextInt(3));
        }
        List<List<LabelInput>> inputs = List.of(List.of(LabelInput.ofLabels(0, 2)));
        double[] step = new LabelScores(examples, inputs).newton(0, 0).change();
        double h = 1e-4;
        for (int p = 0; p < step.length; p++) {
            double up = likelihood(examples, inputs, p, h);
            double down = likelihood(examples, inputs, p, -h);
            double middle = likelihood(examples, inputs, p, 0);
            double first = (up - down) / (2 * h);
            double second = (up - 2 * middle + down) / (h * h);
            assertThat(step[p]).isCloseTo(-first / second, within(1e-3));
        }
    }

    private static double likelihood(LabelExamples examples, List<List<LabelInput>> inputs, int p, double by) {
        LabelScores scores = new LabelScores(examples, inputs);
        double[] change = new double[6];
        change[p] = by;
        scores.move(0, change);
        double[][] losses = new double[examples.size()][1];
        scores.losses(losses, 0);
        double sum = 0;
        for (double[] loss : losses) {
            sum -= loss[0];
        }
        return sum;
    }

    /** Six levels and six labels in order: one score for each tells nearly all. */
    @Test
    void orderedCategoriesTakeAStepOfOptimalScores() {
        LabelExamples examples = new LabelExamples(6);
        for (int cell = 0; cell < 36; cell++) {
            int level = cell / 6;
            int label = cell % 6;
            long count = Math.round(20 * Math.exp(0.1 * (level - 2.5) * (label - 2.5)));
            for (int i = 0; i < count; i++) {
                double[] even = {1, 1, 1, 1, 1, 1};
                examples.add(examples.size(), new double[] {level}, even, label);
            }
        }
        LabelScores scores = new LabelScores(examples, List.of(List.of(LabelInput.ofLabels(0, 6))));
        double[] free = scores.newton(0, 1).change();
        double[] scaled = new double[36];
        double[] counts = new double[6];
        for (int i = 0; i < examples.size(); i++) {
            counts[(int) examples.cells(i)[0]]++;
        }
        for (int p = 0; p < 36; p++) {
            scaled[p] = free[p] * Math.sqrt(counts[p / 6] * 5.0 / 36 + 1);
        }
        for (int level = 1; level < 6; level++) {
            for (int label = 1; label < 6; label++) {
                double minor = scaled[0] * scaled[level * 6 + label] - scaled[label] * scaled[level * 6];
                assertThat(minor).isCloseTo(0, within(1e-9));
            }
        }
    }

    @Test
    void optimalScoresAreTheLeadingSingularPair() {
        double[] matrix = {3, 0, 0, 0, 0, 1};
        OptimalScores scores = new OptimalScores(matrix, 2);
        assertThat(scores.square()).isCloseTo(9, within(1e-9));
        assertThat(scores.at(0, 0)).isCloseTo(3, within(1e-9));
        assertThat(scores.at(2, 0)).isCloseTo(0, within(1e-9));
        assertThat(new OptimalScores(new double[4], 2).square()).isZero();
    }

    @Test
    void aWalkOverTheRowsMeetsEachOnce() {
        for (int n : new int[] {1, 2, 3, 8, 100, 999}) {
            BitSet met = new BitSet();
            for (int i = 0; i < n; i++) {
                met.set((int) (i * HiddenLabels.step(n) % n));
            }
            assertThat(met.cardinality()).isEqualTo(n);
        }
    }
}
