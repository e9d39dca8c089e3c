package io.lacuna.internal.training;

import io.lacuna.internal.inference.MemberKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/**
 * Predicts rows as the average of several kernels. A kernel predicts rows that it was fitted to too well, so these rows
 * are left to the other kernels, unless there are none. Mutable, owned by one thread.
 */
public final class KernelRows implements RowPredictor {
    private final List<MemberKernel> kernels;
    private final List<IntPredicate> fair;
    private final List<MemberKernel> asked = new ArrayList<>();
    private final double[] means;
    private final double[] sds;
    private double[] cells = {};

    /**
     * @param kernels at least one
     * @param fair for each kernel, the rows that it was not fitted to
     * @param columns number of the table's columns
     */
    public KernelRows(List<MemberKernel> kernels, List<IntPredicate> fair, int columns) {
        this.kernels = kernels;
        this.fair = fair;
        means = new double[columns];
        sds = new double[columns];
    }

    @Override
    public void infer(int row, double[] observed) {
        cells = observed;
        asked.clear();
        for (int k = 0; k < kernels.size(); k++) {
            if (fair.get(k).test(row)) {
                asked.add(kernels.get(k));
            }
        }
        if (asked.isEmpty()) {
            asked.addAll(kernels);
        }
        for (MemberKernel kernel : asked) {
            kernel.infer(observed);
        }
    }

    @Override
    public boolean isFair(int row) {
        return fair.stream().anyMatch(part -> part.test(row));
    }

    @Override
    public double mean(int feature) {
        double sum = 0;
        for (MemberKernel kernel : asked) {
            sum += kernel.mean(feature);
        }
        return sum / asked.size();
    }

    @Override
    public double variance(int feature) {
        double mean = mean(feature);
        double sum = 0;
        for (MemberKernel kernel : asked) {
            double apart = kernel.mean(feature) - mean;
            sum += kernel.variance(feature) + apart * apart;
        }
        return sum / asked.size();
    }

    @Override
    public double cdf(int feature, double value) {
        double sum = 0;
        for (MemberKernel kernel : asked) {
            sum += kernel.cdf(feature, value);
        }
        return sum / asked.size();
    }

    @Override
    public double probability(int feature, int category) {
        double sum = 0;
        for (MemberKernel kernel : asked) {
            sum += kernel.probability(feature, category);
        }
        return sum / asked.size();
    }

    @Override
    public boolean leavesOneOut() {
        return kernels.stream().allMatch(MemberKernel::leavesOneOut);
    }

    @Override
    public void leaveOneOut(double[] mean) {
        double[] sum = new double[means.length];
        for (MemberKernel kernel : asked) {
            Arrays.fill(means, 0);
            kernel.leaveOneOut(means, sds);
            for (int j = 0; j < sum.length; j++) {
                sum[j] += means[j];
            }
        }
        for (int j = 0; j < mean.length; j++) {
            mean[j] = Double.isNaN(cells[j]) ? mean[j] : sum[j] / asked.size();
        }
    }

    @Override
    public void draw(SplittableRandom random, double[] into) {
        asked.get(random.nextInt(asked.size())).draw(random, into);
    }
}
