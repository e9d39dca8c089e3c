package io.lacuna.internal.inference.labels;

import io.lacuna.data.Features;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The correction of one target. Immutable.
 *
 * @param target index of a categorical feature
 * @param terms at least one
 */
public record LabelLogits(int target, List<LabelTerm> terms) {
    /** No label is less probable than this over the number of labels before correction. */
    private static final double LEAST = 1e-3;

    private static final int MOST_TERMS = 1024;

    public LabelLogits {
        terms = List.copyOf(terms);
    }

    /** The least probability of a label that the terms multiply: a factor cannot raise 0. */
    public static double floored(double probability, int labels) {
        return Math.max(probability, LEAST / labels);
    }

    /**
     * Corrects probabilities in place.
     *
     * @param cells the record, {@code NaN} = missing
     * @param probabilities what the member says of each label
     */
    public void correct(double[] cells, double[] probabilities) {
        for (int c = 0; c < probabilities.length; c++) {
            probabilities[c] = floored(probabilities[c], probabilities.length);
        }
        normalize(probabilities);
        for (int t = 0; t < terms.size(); t++) {
            terms.get(t).multiply(cells, probabilities);
            // After each term, so that no product of many factors leaves the range of doubles.
            normalize(probabilities);
        }
    }

    private static void normalize(double[] probabilities) {
        double sum = 0;
        for (double probability : probabilities) {
            sum += probability;
        }
        for (int c = 0; c < probabilities.length; c++) {
            probabilities[c] /= sum;
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(target);
        out.writeInt(terms.size());
        for (LabelTerm term : terms) {
            term.write(out);
        }
    }

    static LabelLogits read(DataInput in, Features features) throws IOException {
        int target = in.readInt();
        if (target < 0 || target >= features.size() || features.get(target).isContinuous()) {
            throw new IOException("feature " + target + " has no labels to correct");
        }
        int count = in.readInt();
        if (count < 1 || count > MOST_TERMS) {
            throw new IOException("feature '" + features.get(target).name() + "' is corrected by " + count
                    + " terms; 1 to " + MOST_TERMS);
        }
        List<LabelTerm> terms = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            terms.add(LabelTerm.read(in, features, target));
        }
        return new LabelLogits(target, terms);
    }
}
