package io.lacuna.internal.inference.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.inference.MarginalKernel;
import io.lacuna.internal.inference.MemberKernel;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LabelKernelTest {
    private static final double NONE = Double.NaN;
    private static final Features FEATURES = new Features(List.of(
            Feature.binary("a"),
            Feature.binary("b"),
            Feature.categorical("c", List.of("even", "odd")),
            Feature.continuous("x"),
            Feature.categorical("band", List.of("low", "high"))));

    private static final float LOW = 1e-4f;

    /** c is whether a and b differ; band is whether x is above 10. */
    private static final LabelLogits DIFFER = new LabelLogits(
            2,
            List.of(
                    new LabelTerm(List.of(LabelInput.ofLabels(0, 2)), new float[] {1, 2, 3, 1}),
                    new LabelTerm(
                            List.of(LabelInput.ofLabels(0, 2), LabelInput.ofLabels(1, 2)),
                            new float[] {1, LOW, LOW, 1, LOW, 1, 1, LOW})));

    private static final LabelLogits ABOVE = new LabelLogits(
            4, List.of(new LabelTerm(List.of(LabelInput.ofNumber(3, new double[] {10})), new float[] {1, LOW, LOW, 1
            })));

    private final Marginals marginals = Marginals.fit(new Table(
            FEATURES,
            List.of(
                    new double[] {0, 1, 0, 8, 0},
                    new double[] {1, 1, 0, 12, 1},
                    new double[] {0, 0, 1, 11, 0},
                    new double[] {1, 0, 0, 9, 0})));
    private final LabelKernel kernel = kernel(new LabelRelations(List.of(DIFFER, ABOVE)));
    private final MemberKernel member = new MarginalKernel(marginals);

    private LabelKernel kernel(LabelRelations relations) {
        return new LabelKernel(() -> new MarginalKernel(marginals), relations, FEATURES);
    }

    @Test
    void multipliesTheMembersProbabilitiesByTheFactorsOfObservedInputs() {
        for (double a : new double[] {0, 1, NONE}) {
            for (double b : new double[] {0, 1, NONE}) {
                kernel.infer(new double[] {a, b, NONE, 10, 0});
                double even = member.probability(2, 0) * factor(a, b, 0);
                double odd = member.probability(2, 1) * factor(a, b, 1);
                assertThat(kernel.probability(2, 0)).isCloseTo(even / (even + odd), within(1e-6));
                assertThat(kernel.probability(2, 0) + kernel.probability(2, 1)).isCloseTo(1, within(1e-12));
            }
        }
    }

    private static double factor(double a, double b, int label) {
        double single = Double.isNaN(a) ? 1 : a == 0 ? label + 1 : 3 - 2 * label;
        boolean differ = a != b;
        double pair = Double.isNaN(a) || Double.isNaN(b) ? 1 : differ == (label == 1) ? 1 : LOW;
        return single * pair;
    }

    @Test
    void aNumberAtTheCutIsBelowIt() {
        kernel.infer(new double[] {0, 0, 0, 10, NONE});
        assertThat(kernel.probability(4, 0)).isGreaterThan(0.99);
        kernel.infer(new double[] {0, 0, 0, 10.001, NONE});
        assertThat(kernel.probability(4, 1)).isGreaterThan(0.99);
    }

    @Test
    void anUnknownLabelSaysNothing() {
        double[] probabilities = {0.3, 0.7};
        DIFFER.correct(new double[] {7, 0, NONE, NONE, NONE}, probabilities);
        assertThat(probabilities[0]).isCloseTo(0.3, within(1e-12));
    }

    @Test
    void aLabelThatTheMemberExcludesCanStillFollow() {
        double[] probabilities = {1, 0};
        DIFFER.correct(new double[] {0, 1, NONE, NONE, NONE}, probabilities);
        assertThat(probabilities[1]).isGreaterThan(0.7);
    }

    @Test
    void featuresWithoutCorrectionAreTheMembers() {
        double[] record = {NONE, 1, 0, NONE, 0};
        kernel.infer(record);
        member.infer(record);
        assertThat(kernel.probability(0, 1)).isEqualTo(member.probability(0, 1));
        assertThat(kernel.mean(3)).isEqualTo(member.mean(3));
        assertThat(kernel.variance(3)).isEqualTo(member.variance(3));
        assertThat(kernel.cdf(3, 9.5)).isEqualTo(member.cdf(3, 9.5));
        assertThat(kernel.logLikelihood()).isEqualTo(member.logLikelihood());
    }

    @Test
    void relationsHoldWithinADraw() {
        double[] record = {NONE, NONE, NONE, NONE, NONE};
        kernel.infer(record);
        SplittableRandom random = Seeds.random(1, "draws");
        int held = 0;
        int odd = 0;
        int draws = 2000;
        for (int i = 0; i < draws; i++) {
            double[] drawn = record.clone();
            kernel.draw(random, drawn);
            held += (drawn[0] != drawn[1]) == (drawn[2] == 1) && drawn[3] > 10 == (drawn[4] == 1) ? 1 : 0;
            odd += (int) drawn[2];
        }
        assertThat(held).isGreaterThan((int) (0.99 * draws));
        // By enumeration: a and b are drawn from their shares, and c follows from them.
        double a = member.probability(0, 1);
        double b = member.probability(1, 1);
        assertThat((double) odd / draws).isCloseTo(a * (1 - b) + b * (1 - a), within(0.05));
    }

    /** Exactly one of two flags; each is on in a quarter of the rows that the member knows. */
    private static final Features FLAGS = new Features(List.of(Feature.binary("on"), Feature.binary("off")));

    private static LabelKernel exclusive() {
        LabelRelations relations = new LabelRelations(List.of(excludes(0, 1), excludes(1, 0)));
        Marginals rare = Marginals.fit(new Table(
                FLAGS, List.of(new double[] {0, 0}, new double[] {1, 0}, new double[] {0, 1}, new double[] {0, 0})));
        return new LabelKernel(() -> new MarginalKernel(rare), relations, FLAGS);
    }

    private static LabelLogits excludes(int target, int other) {
        return new LabelLogits(
                target, List.of(new LabelTerm(List.of(LabelInput.ofLabels(other, 2)), new float[] {LOW, 1, 1, LOW})));
    }

    @Test
    void labelsThatExcludeEachOtherAreNotFilledTogether() {
        LabelKernel flags = exclusive();
        flags.infer(new double[] {NONE, NONE});
        assertThat(flags.probability(0, 1)).isLessThan(0.5);
        assertThat(flags.probability(1, 1)).isLessThan(0.5);
        assertThat(flags.label(0) + flags.label(1)).isEqualTo(1);
    }

    @Test
    void aLabelAloneIsItsMostProbableOne() {
        LabelKernel flags = exclusive();
        flags.infer(new double[] {NONE, NONE});
        flags.infer(new double[] {NONE, 0});
        assertThat(flags.label(0)).isEqualTo(-1);
        assertThat(flags.probability(0, 1)).isGreaterThan(0.99);
    }

    @Test
    void labelsThatDoNotContradictAreTheirMostProbableOnes() {
        kernel.infer(new double[] {0, 1, NONE, 12, NONE});
        assertThat(kernel.label(2)).isEqualTo(-1);
        assertThat(kernel.label(4)).isEqualTo(-1);
    }

    @Test
    void aDrawKeepsObservedCellsAndChangesNoAnswer() {
        double[] record = {1, NONE, NONE, NONE, 0};
        kernel.infer(record);
        double before = kernel.probability(2, 1);
        double[] drawn = record.clone();
        kernel.draw(Seeds.random(2, "draws"), drawn);
        assertThat(drawn[0]).isEqualTo(1);
        assertThat(drawn[4]).isEqualTo(0);
        assertThat(kernel.probability(2, 1)).isEqualTo(before);
        double[] again = record.clone();
        kernel.draw(Seeds.random(2, "draws"), again);
        assertThat(again).isEqualTo(drawn);
    }
}
