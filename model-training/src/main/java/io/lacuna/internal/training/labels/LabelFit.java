package io.lacuna.internal.training.labels;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.inference.labels.LabelInput;
import io.lacuna.internal.inference.labels.LabelLogits;
import io.lacuna.internal.inference.labels.LabelTerm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The terms of one target and their logits, moved round by round. Mutable. */
final class LabelFit {
    /** The part of a Newton step that a round takes. */
    private static final double RATE = 0.5;

    /** Added to each second derivative. */
    private static final double PRIOR = 1;

    /** Terms that are tried in every round: those that gain most before the first. */
    private static final int MOST_TERMS = 16;

    /** Cost of a step, in multiples of what chance gains: Akaike's for a new term, and less for one that has moved. */
    private static final double NEW = 2;

    private static final double MOVED = 0.5;

    /** Largest logit of a term in magnitude. */
    private static final double LARGEST = 30;

    private final int target;
    private final int labels;
    private final List<List<LabelInput>> inputs;
    private final LabelScores scores;

    /** [term][level * labels + label] */
    private final double[][] logits;

    private final boolean[] isMoved;

    LabelFit(Features features, int target, LabelExamples examples) {
        this.target = target;
        labels = examples.labels();
        List<LabelInput> singles = singles(features, target, examples);
        List<List<LabelInput>> all = new ArrayList<>();
        singles.forEach(single -> all.add(List.of(single)));
        all.addAll(LabelPairs.of(singles, examples));
        inputs = most(all, examples);
        scores = new LabelScores(examples, inputs);
        logits = new double[inputs.size()][];
        for (int t = 0; t < logits.length; t++) {
            logits[t] = new double[LabelTerm.levels(inputs.get(t)) * labels];
        }
        isMoved = new boolean[logits.length];
    }

    private static List<LabelInput> singles(Features features, int target, LabelExamples examples) {
        List<LabelInput> singles = new ArrayList<>();
        int[] truth = IntStream.range(0, examples.size()).map(examples::truth).toArray();
        for (int j = 0; j < features.size(); j++) {
            Feature feature = features.get(j);
            if (j != target && feature.isContinuous()) {
                double[] cuts = LabelCuts.of(valuesByRow(examples, j), truth, examples.labels());
                if (cuts.length > 0) {
                    singles.add(LabelInput.ofNumber(j, cuts));
                }
            } else if (j != target && feature.categories() > 1 && feature.categories() <= LabelTerm.MOST_LEVELS) {
                singles.add(LabelInput.ofLabels(j, feature.categories()));
            }
        }
        return singles;
    }

    /** The observed numbers of a feature, one for each row: repetitions of a row are no evidence. */
    private static double[] valuesByRow(LabelExamples examples, int feature) {
        double[] values = new double[examples.size()];
        Set<Integer> rows = new HashSet<>();
        for (int i = 0; i < values.length; i++) {
            double value = examples.cells(i)[feature];
            values[i] = Double.isNaN(value) || rows.add(examples.row(i)) ? value : Double.NaN;
        }
        return values;
    }

    private static List<List<LabelInput>> most(List<List<LabelInput>> all, LabelExamples examples) {
        LabelScores first = new LabelScores(examples, all);
        double[] gain = IntStream.range(0, all.size())
                .mapToDouble(t -> gain(first.newton(t, PRIOR), false))
                .toArray();
        return IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparingDouble(t -> -gain[t]))
                .limit(MOST_TERMS)
                .sorted()
                .map(all::get)
                .toList();
    }

    /** What a step gains. A new term must gain more than chance gives to its parameters; one that has moved may be finished. */
    private static double gain(LabelScores.Newton newton, boolean isMoved) {
        return newton.gain() - (isMoved ? MOVED : NEW) * newton.chance();
    }

    List<List<LabelInput>> inputs() {
        return inputs;
    }

    /**
     * A move of one term.
     *
     * @param change added to its logits: [level * labels + label]
     */
    record Step(int term, double[] change) {}

    /** Moves the term that gains most; null if none gains. */
    @Nullable
    Step round() {
        int best = -1;
        double[] change = {};
        double most = 0;
        for (int t = 0; t < logits.length; t++) {
            LabelScores.Newton newton = scores.newton(t, PRIOR);
            double gain = gain(newton, isMoved[t]);
            if (gain > most) {
                most = gain;
                change = newton.change();
                best = t;
            }
        }
        if (best < 0) {
            return null;
        }
        for (int p = 0; p < change.length; p++) {
            change[p] *= RATE;
            logits[best][p] += change[p];
        }
        isMoved[best] = true;
        scores.move(best, change);
        return new Step(best, change);
    }

    /** The correction; null if no term moved. */
    @Nullable
    LabelLogits result() {
        List<LabelTerm> terms = new ArrayList<>();
        for (int t = 0; t < logits.length; t++) {
            if (isMoved[t]) {
                float[] factors = new float[logits[t].length];
                for (int p = 0; p < factors.length; p++) {
                    factors[p] = (float) Math.exp(Math.max(-LARGEST, Math.min(LARGEST, logits[t][p])));
                }
                terms.add(new LabelTerm(inputs.get(t), factors));
            }
        }
        return terms.isEmpty() ? null : new LabelLogits(target, terms);
    }
}
