package io.lacuna.internal.training;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Predicts rows as the average of several members. Mutable, owned by one thread. */
final class AverageRows implements RowPredictor {
    private final List<RowPredictor> members;

    private AverageRows(List<RowPredictor> members) {
        this.members = members;
    }

    static Supplier<RowPredictor> of(List<Supplier<RowPredictor>> members) {
        return members.size() == 1
                ? members.get(0)
                : () -> new AverageRows(members.stream().map(Supplier::get).toList());
    }

    @Override
    public void infer(int row, double[] cells) {
        members.forEach(member -> member.infer(row, cells));
    }

    @Override
    public double mean(int feature) {
        return members.stream().mapToDouble(member -> member.mean(feature)).sum() / members.size();
    }

    @Override
    public double variance(int feature) {
        double mean = mean(feature);
        double sum = 0;
        for (RowPredictor member : members) {
            double apart = member.mean(feature) - mean;
            sum += member.variance(feature) + apart * apart;
        }
        return sum / members.size();
    }

    @Override
    public double probability(int feature, int category) {
        return members.stream()
                        .mapToDouble(member -> member.probability(feature, category))
                        .sum()
                / members.size();
    }

    @Override
    public boolean leavesOneOut() {
        return members.stream().allMatch(RowPredictor::leavesOneOut);
    }

    @Override
    public void leaveOneOut(double[] mean) {
        double[] sum = new double[mean.length];
        double[] one = new double[mean.length];
        for (RowPredictor member : members) {
            member.leaveOneOut(one);
            for (int j = 0; j < sum.length; j++) {
                sum[j] += one[j] / members.size();
            }
        }
        System.arraycopy(sum, 0, mean, 0, mean.length);
    }

    @Override
    public void draw(SplittableRandom random, double[] into) {
        members.get(random.nextInt(members.size())).draw(random, into);
    }
}
