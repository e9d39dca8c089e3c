package io.lacuna.internal.training.labels;

import io.lacuna.internal.inference.labels.LabelLogits;
import java.util.ArrayList;
import java.util.List;

/**
 * Hidden cells of one target. Mutable while it is filled; then only read.
 */
final class LabelExamples {
    private final int labels;

    /** The rows with their hidden cells {@code NaN}. */
    private final List<double[]> cells = new ArrayList<>();

    /** Of each, the log probabilities of the labels by parts of the member that were not fitted to the row. */
    private final List<double[]> logits = new ArrayList<>();

    private final List<Integer> truths = new ArrayList<>();
    private final List<Integer> rows = new ArrayList<>();

    /**
     * @param labels number of the target's labels
     */
    LabelExamples(int labels) {
        this.labels = labels;
    }

    /**
     * @param row index of the row in its table
     * @param holed its cells; not copied
     * @param probabilities what the member says of each label; replaced
     */
    void add(int row, double[] holed, double[] probabilities, int truth) {
        double sum = 0;
        for (int c = 0; c < labels; c++) {
            probabilities[c] = LabelLogits.floored(probabilities[c], labels);
            sum += probabilities[c];
        }
        for (int c = 0; c < labels; c++) {
            probabilities[c] = Math.log(probabilities[c] / sum);
        }
        cells.add(holed);
        logits.add(probabilities);
        truths.add(truth);
        rows.add(row);
    }

    int size() {
        return cells.size();
    }

    int labels() {
        return labels;
    }

    double[] cells(int i) {
        return cells.get(i);
    }

    double[] logits(int i) {
        return logits.get(i);
    }

    int truth(int i) {
        return truths.get(i);
    }

    int row(int i) {
        return rows.get(i);
    }

    /** The examples at some places. */
    LabelExamples select(int[] places) {
        LabelExamples some = new LabelExamples(labels);
        for (int i : places) {
            some.cells.add(cells.get(i));
            some.logits.add(logits.get(i));
            some.truths.add(truths.get(i));
            some.rows.add(rows.get(i));
        }
        return some;
    }
}
