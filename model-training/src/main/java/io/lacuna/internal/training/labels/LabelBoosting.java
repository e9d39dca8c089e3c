package io.lacuna.internal.training.labels;

import io.lacuna.data.Features;
import io.lacuna.internal.inference.labels.LabelLogits;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fits the correction of one target by componentwise boosting of the multinomial likelihood (Buehlmann and Hothorn,
 * Boosting algorithms, 2007): each round moves the term that gains most by part of a Newton step ({@link LabelFit}).
 * Cross-validation over rows gives the number of rounds; a correction that does not win on held-out rows for sure is not used.
 */
final class LabelBoosting {
    private static final int FOLDS = 4;
    private static final int MOST_ROUNDS = 80;

    /** A fold ends after this many rounds without less loss. */
    private static final int PATIENCE = 10;

    /** The correction must win on held-out rows by this many standard errors. */
    private static final double SURE = 1.5;

    private static final int LEAST_EXAMPLES = 40;

    private final Features features;
    private final int target;

    LabelBoosting(Features features, int target) {
        this.features = features;
        this.target = target;
    }

    /** The correction, or null if none is sure to help. */
    @Nullable
    LabelLogits fit(LabelExamples examples) {
        if (examples.size() < LEAST_EXAMPLES) {
            return null;
        }
        double[][] losses = new double[examples.size()][];
        for (int fold = 0; fold < FOLDS; fold++) {
            int own = fold;
            int[] inside = IntStream.range(0, losses.length)
                    .filter(i -> examples.row(i) % FOLDS != own)
                    .toArray();
            int[] outside = IntStream.range(0, losses.length)
                    .filter(i -> examples.row(i) % FOLDS == own)
                    .toArray();
            if (inside.length == 0) {
                return null;
            }
            double[][] path = heldOut(examples.select(inside), examples.select(outside));
            for (int i = 0; i < outside.length; i++) {
                losses[outside[i]] = path[i];
            }
        }
        int rounds = best(losses);
        if (!isSure(examples, losses, rounds)) {
            return null;
        }
        LabelFit fit = new LabelFit(features, target, examples);
        for (int round = 0; round < rounds; round++) {
            fit.round();
        }
        return fit.result();
    }

    /** The loss of each held-out example before the first round and after each. */
    private double[][] heldOut(LabelExamples inside, LabelExamples outside) {
        LabelFit fit = new LabelFit(features, target, inside);
        LabelScores scores = new LabelScores(outside, fit.inputs());
        double[][] path = new double[outside.size()][MOST_ROUNDS + 1];
        scores.losses(path, 0);
        double least = sum(path, 0);
        int since = 0;
        for (int round = 1; round <= MOST_ROUNDS; round++) {
            LabelFit.Step step = since < PATIENCE ? fit.round() : null;
            if (step == null) {
                int last = round - 1;
                for (double[] losses : path) {
                    Arrays.fill(losses, round, losses.length, losses[last]);
                }
                break;
            }
            scores.move(step.term(), step.change());
            scores.losses(path, round);
            double loss = sum(path, round);
            since = loss < least ? 0 : since + 1;
            least = Math.min(least, loss);
        }
        return path;
    }

    private static double sum(double[][] losses, int round) {
        double sum = 0;
        for (double[] path : losses) {
            sum += path[round];
        }
        return sum;
    }

    /** The number of rounds of least held-out loss. */
    private static int best(double[][] losses) {
        int best = 0;
        double least = sum(losses, 0);
        for (int round = 1; round <= MOST_ROUNDS; round++) {
            double sum = sum(losses, round);
            if (sum < least) {
                least = sum;
                best = round;
            }
        }
        return best;
    }

    /** Whether the rounds win. Cells of the same row are not independent, so the gains of each row are summed. */
    private static boolean isSure(LabelExamples examples, double[][] losses, int rounds) {
        Map<Integer, Double> byRow = new TreeMap<>();
        for (int i = 0; i < losses.length; i++) {
            byRow.merge(examples.row(i), losses[i][0] - losses[i][rounds], Double::sum);
        }
        double gain = 0;
        double squares = 0;
        for (double each : byRow.values()) {
            gain += each;
            squares += each * each;
        }
        return gain > SURE * Math.sqrt(squares);
    }
}
