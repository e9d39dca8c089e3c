package io.lacuna.internal.training.labels;

import io.lacuna.internal.inference.labels.LabelInput;
import io.lacuna.internal.inference.labels.LabelTerm;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Label probabilities of examples under the terms so far, and the derivatives of their log likelihood by each term.
 * Mutable; one fit owns it.
 */
final class LabelScores {
    private final LabelExamples examples;
    private final int labels;

    /** [term][example]: level, or -1 where an input is missing. */
    private final int[][] level;

    private final int[] levels;
    private final double[][] logits;
    private final double[][] probabilities;

    /** Examples per row. */
    private final double repetitions;

    LabelScores(LabelExamples examples, List<List<LabelInput>> inputs) {
        this.examples = examples;
        labels = examples.labels();
        int n = examples.size();
        level = new int[inputs.size()][n];
        levels = new int[inputs.size()];
        for (int t = 0; t < level.length; t++) {
            levels[t] = LabelTerm.levels(inputs.get(t));
            for (int i = 0; i < n; i++) {
                level[t][i] = LabelTerm.level(inputs.get(t), examples.cells(i));
            }
        }
        repetitions = n
                / Math.max(
                        1.0, IntStream.range(0, n).map(examples::row).distinct().count());
        logits = new double[n][];
        probabilities = new double[n][labels];
        for (int i = 0; i < n; i++) {
            logits[i] = examples.logits(i).clone();
            normalize(i);
        }
    }

    private void normalize(int i) {
        double max = Arrays.stream(logits[i]).max().orElseThrow();
        double sum = 0;
        for (int c = 0; c < labels; c++) {
            probabilities[i][c] = Math.exp(logits[i][c] - max);
            sum += probabilities[i][c];
        }
        for (int c = 0; c < labels; c++) {
            probabilities[i][c] /= sum;
        }
    }

    /** First derivatives, then second ones with their sign changed: [level * labels + label] each. */
    private double[][] derivatives(int term) {
        double[] first = new double[levels[term] * labels];
        double[] second = new double[levels[term] * labels];
        for (int i = 0; i < probabilities.length; i++) {
            int at = level[term][i] * labels;
            if (at >= 0) {
                double[] p = probabilities[i];
                for (int c = 0; c < labels; c++) {
                    first[at + c] -= p[c];
                    second[at + c] += p[c] * (1 - p[c]);
                }
                first[at + examples.truth(i)]++;
            }
        }
        return new double[][] {first, second};
    }

    /**
     * A Newton step of a term, of all its logits or of rank 1.
     *
     * @param change [level * labels + label]
     * @param gain about twice what it gains in log likelihood
     * @param chance what {@code gain} would be if the term said nothing
     */
    record Newton(double[] change, double gain, double chance) {}

    /**
     * The better of two steps of a term by Akaike's criterion: all logits free, or the product of a score for each level and one
     * for each label. If the term says nothing, the square of each derivative is about the second derivative, times the examples
     * per row, which agree; the largest singular value of such a matrix is about the sum of the roots of its sides.
     *
     * @param prior added to each second derivative
     */
    Newton newton(int term, double prior) {
        double[][] derivatives = derivatives(term);
        double[] scaled = derivatives[0];
        double[] scale = derivatives[1];
        double free = 0;
        double used = 0;
        for (int p = 0; p < scaled.length; p++) {
            double h = scale[p];
            scale[p] = Math.sqrt(h + prior);
            scaled[p] /= scale[p];
            free += scaled[p] * scaled[p];
            used += h / (h + prior);
        }
        OptimalScores scores = new OptimalScores(scaled, labels);
        double sides = Math.sqrt(used / labels) + Math.sqrt(labels - 1.0);
        double freeChance = repetitions * used;
        double orderedChance = repetitions * sides * sides;
        boolean isFree = free - 2 * freeChance >= scores.square() - 2 * orderedChance;
        double[] change = new double[scaled.length];
        for (int p = 0; p < change.length; p++) {
            change[p] = (isFree ? scaled[p] : scores.at(p / labels, p % labels)) / scale[p];
        }
        return new Newton(change, isFree ? free : scores.square(), isFree ? freeChance : orderedChance);
    }

    /** Adds to a term's logits. */
    void move(int term, double[] change) {
        for (int i = 0; i < logits.length; i++) {
            int at = level[term][i] * labels;
            if (at >= 0) {
                for (int c = 0; c < labels; c++) {
                    logits[i][c] += change[at + c];
                }
                normalize(i);
            }
        }
    }

    /** Writes the negative log probability of each example's label to a column. */
    void losses(double[][] into, int column) {
        for (int i = 0; i < probabilities.length; i++) {
            into[i][column] = -Math.log(Math.max(probabilities[i][examples.truth(i)], 1e-12));
        }
    }
}
