package io.lacuna.internal.training;

import io.lacuna.internal.inference.MemberWeights;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Predicts rows as the average of several members. Mutable, owned by one thread. */
final class AverageRows implements RowPredictor {
    private final List<RowPredictor> members;
    private final @Nullable MemberWeights weights;

    private AverageRows(List<RowPredictor> members, @Nullable MemberWeights weights) {
        this.members = members;
        this.weights = weights;
    }

    /**
     * @param weights of the members; null for equal ones
     */
    static Supplier<RowPredictor> of(List<Supplier<RowPredictor>> members, @Nullable MemberWeights weights) {
        return members.size() == 1
                ? members.get(0)
                : () -> new AverageRows(members.stream().map(Supplier::get).toList(), weights);
    }

    /** A sum of one figure of each member, weighted for a feature. */
    @FunctionalInterface
    private interface Figure {
        double of(RowPredictor member);
    }

    private double average(int feature, Figure figure) {
        double sum = 0;
        for (int m = 0; m < members.size(); m++) {
            double share = weights == null ? 1 : weights.shares()[m][feature];
            if (share > 0) {
                sum += share * figure.of(members.get(m));
            }
        }
        return weights == null ? sum / members.size() : sum;
    }

    @Override
    public void infer(int row, double[] cells) {
        members.forEach(member -> member.infer(row, cells));
    }

    @Override
    public boolean isFair(int row) {
        return members.stream().allMatch(member -> member.isFair(row));
    }

    @Override
    public double mean(int feature) {
        return average(feature, member -> member.mean(feature));
    }

    @Override
    public double variance(int feature) {
        double mean = mean(feature);
        return average(feature, member -> {
            double apart = member.mean(feature) - mean;
            return member.variance(feature) + apart * apart;
        });
    }

    @Override
    public double cdf(int feature, double value) {
        return average(feature, member -> member.cdf(feature, value));
    }

    @Override
    public double probability(int feature, int category) {
        return average(feature, member -> member.probability(feature, category));
    }

    @Override
    public boolean leavesOneOut() {
        return members.stream().allMatch(RowPredictor::leavesOneOut);
    }

    @Override
    public void leaveOneOut(double[] mean) {
        double[] sum = new double[mean.length];
        double[] one = new double[mean.length];
        for (int m = 0; m < members.size(); m++) {
            members.get(m).leaveOneOut(one);
            for (int j = 0; j < sum.length; j++) {
                sum[j] += one[j] * (weights == null ? 1.0 / members.size() : weights.shares()[m][j]);
            }
        }
        System.arraycopy(sum, 0, mean, 0, mean.length);
    }

    @Override
    public void draw(SplittableRandom random, double[] into) {
        members.get(random.nextInt(members.size())).draw(random, into);
    }
}
