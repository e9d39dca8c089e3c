package io.lacuna.internal.inference.relation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.data.Supports;
import io.lacuna.internal.inference.MarginalKernel;
import io.lacuna.internal.inference.MemberKernel;
import io.lacuna.internal.numerics.Normal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RelationKernelTest {
    private static final double NAN = Double.NaN;
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("a"),
            Feature.continuous("b"),
            Feature.continuous("c"),
            Feature.continuous("other"),
            Feature.continuous("twiceA")));
    private static final LinearRelation SUM = new LinearRelation(new int[] {0, 1, 2}, new double[] {1, 1, 1}, 100, 0.1);
    private static final LinearRelation TWICE = new LinearRelation(new int[] {0, 4}, new double[] {2, -1}, 0, 1e-3);
    private static final LinearRelations RELATIONS = new LinearRelations(List.of(TWICE, SUM));

    /** Means 20, 30, 50, 0, 40 and sds 4, 2, 4, 1, 8. */
    private static MarginalKernel marginal() {
        List<double[]> rows = new ArrayList<>();
        for (int sign = -1; sign <= 1; sign += 2) {
            rows.add(new double[] {20 + 4 * sign, 30 + 2 * sign, 50 - 4 * sign, sign, 40 + 8 * sign});
        }
        return new MarginalKernel(Marginals.fit(new Table(FEATURES, rows)));
    }

    private static MemberKernel kernel(Supports supports) {
        return RELATIONS.around(marginal(), supports, FEATURES.size());
    }

    @Test
    void isTheMembersOwnKernelWithoutRelations() {
        MarginalKernel member = marginal();
        assertThat(LinearRelations.NONE.around(member, Supports.REALS, 5)).isSameAs(member);
    }

    @Test
    void aCellFollowsFromTheOthersAlsoFarFromTheTrainingRows() {
        MemberKernel kernel = kernel(Supports.REALS);
        kernel.infer(new double[] {NAN, 10_000, 30, 0, NAN});
        assertThat(kernel.mean(0)).isCloseTo(100 - 10_030, within(1e-9));
        assertThat(Math.sqrt(kernel.variance(0))).isCloseTo(0.1, within(1e-12));
        // By two relations, one after the other.
        assertThat(kernel.mean(4)).isCloseTo(2 * (100 - 10_030), within(1e-9));
        assertThat(kernel.variance(4)).isCloseTo(4 * 0.01 + 1e-6, within(1e-12));
        assertThat(kernel.cdf(0, kernel.mean(0) + 0.1)).isCloseTo(Normal.cdf(1), within(1e-6));
    }

    @Test
    void partsShareWhatIsLeftByTheirVariances() {
        MemberKernel kernel = kernel(Supports.REALS);
        kernel.infer(new double[] {NAN, NAN, 40, 0, NAN});
        // 10 are left over; the variances are 16 and 4, and twiceA sharpens a to 8 by its own sd of 8.
        assertThat(kernel.mean(0) + kernel.mean(1)).isCloseTo(60, within(1e-6));
        assertThat(kernel.mean(4)).isCloseTo(2 * kernel.mean(0), within(1e-6));
        assertThat(kernel.mean(0)).isCloseTo(20 + 10 * 8 / 12.0, within(0.02));
        assertThat(kernel.variance(0)).isCloseTo(8 * 4 / 12.0, within(0.05));
        assertThat(kernel.mean(3)).isZero();
    }

    @Test
    void manyCdfsAreTheSameAsSingleOnesAndBelongToTheConditionedDistribution() {
        MemberKernel kernel = kernel(Supports.REALS);
        kernel.infer(new double[] {NAN, NAN, 40, NAN, 44});
        int[] features = {0, 1, 3, 1};
        double[] values = {22, kernel.mean(1) + Math.sqrt(kernel.variance(1)), 0.5, 31};
        double[] batch = new double[4];
        kernel.cdf(4, features, values, batch);
        for (int i = 0; i < 4; i++) {
            assertThat(batch[i]).isEqualTo(kernel.cdf(features[i], values[i]));
        }
        assertThat(batch[1]).isCloseTo(Normal.cdf(1), within(1e-6));
    }

    @Test
    void partsKeepTheirRangesAndStillSumToTheWhole() {
        Supports supports = Supports.of(
                List.of(new Support(0, 100), new Support(0, 100), new Support(0, 100), Support.REALS, Support.REALS));
        MemberKernel kernel = kernel(supports);
        double[] record = {NAN, NAN, 97, 0, NAN};
        kernel.infer(record);
        assertThat(kernel.mean(0)).isBetween(0.0, 3 + 1e-9);
        assertThat(kernel.mean(1)).isBetween(0.0, 3 + 1e-9);
        assertThat(kernel.mean(0) + kernel.mean(1)).isCloseTo(3, within(1e-6));
        SplittableRandom random = new SplittableRandom(1);
        for (int draw = 0; draw < 200; draw++) {
            double[] drawn = record.clone();
            kernel.draw(random, drawn);
            assertThat(drawn[0]).isBetween(0.0, 4.0);
            assertThat(drawn[1]).isBetween(0.0, 4.0);
            assertThat(drawn[0] + drawn[1]).isCloseTo(3, within(0.5));
        }
    }

    @Test
    void drawsHaveTheConditionedMeanAndSd() {
        MemberKernel kernel = kernel(Supports.REALS);
        double[] record = {NAN, NAN, 40, 0, NAN};
        kernel.infer(record);
        double mean = kernel.mean(1);
        double variance = kernel.variance(1);
        SplittableRandom random = new SplittableRandom(2);
        int draws = 20_000;
        double one = 0;
        double two = 0;
        for (int draw = 0; draw < draws; draw++) {
            double[] drawn = record.clone();
            kernel.draw(random, drawn);
            assertThat(drawn[4]).isCloseTo(2 * drawn[0], within(0.01));
            one += drawn[1] / draws;
            two += (drawn[1] - mean) * (drawn[1] - mean) / draws;
        }
        assertThat(one).isCloseTo(mean, within(0.05));
        assertThat(two).isCloseTo(variance, within(0.05 * variance));
        assertThat(kernel.mean(1)).isEqualTo(mean);
    }

    @Test
    void anObservedCellIsPredictedFromTheOthersOfItsRelation() {
        MemberKernel kernel = kernel(Supports.REALS);
        double[] mean = new double[5];
        double[] sd = new double[5];
        kernel.infer(new double[] {21, 30, 50, 0, 42});
        kernel.leaveOneOut(mean, sd);
        assertThat(mean).containsExactly(21, 29, 49, 0, 42);
        assertThat(sd[0]).isCloseTo(5e-4, within(1e-12));
        assertThat(sd[1]).isEqualTo(0.1);
        assertThat(sd[3]).isEqualTo(1);
    }

    @Test
    void aDeterminedCellSaysNothingOfTheCellsThatItFollowsFrom() {
        MemberKernel kernel = kernel(Supports.REALS);
        MarginalKernel alone = marginal();
        double[] record = {25, 30, NAN, 0, NAN};
        double[] mean = new double[5];
        kernel.infer(record);
        kernel.leaveOneOut(mean, new double[5]);
        assertThat(mean[0]).isEqualTo(20);
        assertThat(mean[1]).isEqualTo(30);
        alone.infer(record);
        assertThat(kernel.logLikelihood()).isEqualTo(alone.logLikelihood());
        assertThat(kernel.mean(2)).isEqualTo(45);
    }

    @Test
    void coefficientsThatOverflowLeaveTheCellToTheMember() {
        LinearRelation extreme = new LinearRelation(new int[] {0, 1}, new double[] {1e-300, 1e300}, 0, 1e-3);
        MemberKernel kernel = new LinearRelations(List.of(extreme)).around(marginal(), Supports.REALS, 5);
        kernel.infer(new double[] {NAN, 1e10, 50, 0, 40});
        assertThat(kernel.variance(0)).isFinite();
    }

    @Test
    void areWordsThatAUserReads() {
        assertThat(RELATIONS.words(FEATURES)).containsExactly("twiceA = 2 a", "a + b + c = 100");
        LinearRelation total = new LinearRelation(new int[] {0, 1, 2}, new double[] {1, -1, -1}, 0, 1);
        assertThat(total.words(FEATURES)).isEqualTo("a = b + c");
        LinearRelation unit = new LinearRelation(new int[] {0, 1}, new double[] {1.8, -1}, -32, 1);
        assertThat(unit.words(FEATURES)).isEqualTo("b = 1.8 a + 32");
    }
}
