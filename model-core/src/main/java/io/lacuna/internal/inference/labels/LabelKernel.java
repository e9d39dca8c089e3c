package io.lacuna.internal.inference.labels;

import io.lacuna.data.Features;
import io.lacuna.internal.inference.Categories;
import io.lacuna.internal.inference.ForwardingKernel;
import io.lacuna.internal.inference.MemberKernel;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A member's kernel with corrected probabilities of labels. Numbers, likelihood and latent code are the member's own.
 *
 * <p>A joint draw takes the numbers from the member. Labels with a correction are then drawn one after another, each given
 * the observed cells, the drawn numbers, and the labels drawn before it, so that relations hold within a draw. Labels that
 * are filled together agree too ({@link AgreedLabels}).
 *
 * <p>Mutable; one thread owns it. A record allocates nothing.
 */
public final class LabelKernel extends ForwardingKernel {
    private final Supplier<MemberKernel> newKernel;
    private final LabelRelations relations;
    private final double[] cells;

    /** By feature; empty for features without correction. Valid where the target is missing. */
    private final double[][] probabilities;

    private final AgreedLabels agreed;

    private boolean isAgreed;

    /** Infers the rows of draws, so that a draw does not change what is known of the record. Null before the first. */
    private @Nullable MemberKernel drawing;

    /**
     * @param newKernel creates kernels of the member whose labels are corrected
     */
    public LabelKernel(Supplier<MemberKernel> newKernel, LabelRelations relations, Features features) {
        super(newKernel.get());
        this.newKernel = newKernel;
        this.relations = relations;
        cells = new double[features.size()];
        probabilities = new double[features.size()][0];
        for (LabelLogits each : relations.logits()) {
            probabilities[each.target()] =
                    new double[features.get(each.target()).categories()];
        }
        int[] labels = features.list().stream()
                .mapToInt(feature -> feature.isContinuous() ? 0 : feature.categories())
                .toArray();
        agreed = new AgreedLabels(relations, labels);
    }

    @Override
    public void infer(double[] observation) {
        member.infer(observation);
        System.arraycopy(observation, 0, cells, 0, cells.length);
        isAgreed = false;
        for (int i = 0; i < relations.logits().size(); i++) {
            LabelLogits logits = relations.logits().get(i);
            if (isMissing(logits.target(), cells)) {
                correct(logits, member, cells);
            }
        }
    }

    /** Whether a label is missing; one that is not in the model's list counts as missing. */
    private boolean isMissing(int target, double[] row) {
        return isMissing(row[target], probabilities[target].length);
    }

    static boolean isMissing(double cell, int labels) {
        return !(cell >= 0 && cell < labels);
    }

    private void correct(LabelLogits logits, MemberKernel inferred, double[] row) {
        double[] into = probabilities[logits.target()];
        for (int c = 0; c < into.length; c++) {
            into[c] = inferred.probability(logits.target(), c);
        }
        logits.correct(row, into);
    }

    @Override
    public double probability(int feature, int category) {
        double[] corrected = probabilities[feature];
        return corrected.length == 0 ? member.probability(feature, category) : corrected[category];
    }

    @Override
    public int label(int feature) {
        if (probabilities[feature].length == 0) {
            return member.label(feature);
        }
        if (!isAgreed) {
            agreed.find(cells, probabilities, member);
            isAgreed = true;
        }
        return agreed.of(feature);
    }

    /** Allocates: draws are for multiple imputation, not for every record. */
    @Override
    public void draw(SplittableRandom random, double[] into) {
        member.draw(random, into);
        double[] drawn = into.clone();
        for (LabelLogits logits : relations.logits()) {
            if (isMissing(logits.target(), cells)) {
                drawn[logits.target()] = Double.NaN;
            }
        }
        MemberKernel kernel = drawing == null ? newKernel.get() : drawing;
        drawing = kernel;
        for (LabelLogits logits : relations.logits()) {
            if (isMissing(logits.target(), cells)) {
                kernel.infer(drawn);
                double[] says = new double[probabilities[logits.target()].length];
                for (int c = 0; c < says.length; c++) {
                    says[c] = kernel.probability(logits.target(), c);
                }
                logits.correct(drawn, says);
                drawn[logits.target()] = Categories.draw(says, random.nextDouble());
                into[logits.target()] = drawn[logits.target()];
            }
        }
    }
}
