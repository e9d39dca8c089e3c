package io.lacuna.internal.inference;

import io.lacuna.internal.numerics.Normal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The average of several members' predictive distributions, with equal weights or the model's own. A member with weight 0
 * for a feature is not asked about it. Mutable; one thread owns it.
 */
public final class AverageKernel implements MemberKernel {
    private final MemberKernel[] kernels;

    /** [kernel][feature]: shares of {@link #total}; all 1 if the members have equal weights. */
    private final double[][] shares;

    private final double total;

    private final boolean isEqual;

    private final double[] stretch;
    private final double[] memberCdf;

    /** [kernel][feature]. */
    private final double[][] observedMeans;

    private final double[][] observedSds;
    private final double[] drawn;
    private final int latentSize;

    /**
     * @param features the number of the members' features
     * @param weights of the kernels; null for equal ones
     */
    public AverageKernel(MemberKernel[] kernels, int features, @Nullable MemberWeights weights) {
        this.kernels = kernels;
        isEqual = weights == null;
        shares = new double[kernels.length][features];
        stretch = new double[features];
        Arrays.fill(stretch, 1);
        int size = 0;
        for (int k = 0; k < kernels.length; k++) {
            size += kernels[k].latentSize();
            for (int j = 0; j < features; j++) {
                shares[k][j] = weights == null ? 1 : weights.shares()[k][j];
                stretch[j] = weights == null ? 1 : weights.stretch()[j];
            }
        }
        total = weights == null ? kernels.length : 1;
        latentSize = size;
        memberCdf = new double[2 * features];
        observedMeans = new double[kernels.length][features];
        observedSds = new double[kernels.length][features];
        drawn = new double[features];
    }

    @Override
    public void infer(double[] observation) {
        for (MemberKernel kernel : kernels) {
            kernel.infer(observation);
        }
    }

    @Override
    public double mean(int feature) {
        double sum = 0;
        for (int k = 0; k < kernels.length; k++) {
            if (shares[k][feature] > 0) {
                sum += shares[k][feature] * kernels[k].mean(feature);
            }
        }
        return sum / total;
    }

    /** Variance within members and between them. */
    @Override
    public double variance(int feature) {
        double mean = mean(feature);
        double sum = 0;
        for (int k = 0; k < kernels.length; k++) {
            if (shares[k][feature] > 0) {
                double apart = kernels[k].mean(feature) - mean;
                sum += shares[k][feature] * (kernels[k].variance(feature) + apart * apart);
            }
        }
        return sum / total * stretch[feature] * stretch[feature];
    }

    /** That of the first member that knows it. */
    @Override
    public double correlation(int feature, int other) {
        for (MemberKernel kernel : kernels) {
            double known = kernel.correlation(feature, other);
            if (known != 0) {
                return known;
            }
        }
        return 0;
    }

    @Override
    public double thirdMoment(int feature) {
        double mean = mean(feature);
        double sum = 0;
        for (int k = 0; k < kernels.length; k++) {
            if (shares[k][feature] > 0) {
                double apart = kernels[k].mean(feature) - mean;
                double moment =
                        kernels[k].thirdMoment(feature) + apart * (3 * kernels[k].variance(feature) + apart * apart);
                sum += shares[k][feature] * moment;
            }
        }
        return sum / total * stretch[feature] * stretch[feature] * stretch[feature];
    }

    @Override
    public boolean isSmooth(int feature) {
        for (int k = 0; k < kernels.length; k++) {
            if (shares[k][feature] > 0 && !kernels[k].isSmooth(feature)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public double tolerance() {
        double least = kernels[0].tolerance();
        for (MemberKernel kernel : kernels) {
            least = Math.min(least, kernel.tolerance());
        }
        return least;
    }

    @Override
    public double cdf(int feature, double value) {
        double sum = 0;
        for (int k = 0; k < kernels.length; k++) {
            if (shares[k][feature] > 0) {
                sum += shares[k][feature] * kernels[k].cdf(feature, value);
            }
        }
        return stretched(feature, sum / total);
    }

    @Override
    public void cdf(int count, int[] features, double[] values, double[] into) {
        Arrays.fill(into, 0, count, 0);
        for (int k = 0; k < kernels.length; k++) {
            kernels[k].cdf(count, features, values, memberCdf);
            for (int i = 0; i < count; i++) {
                into[i] += shares[k][features[i]] * memberCdf[i] / total;
            }
        }
        for (int i = 0; i < count; i++) {
            into[i] = stretched(features[i], into[i]);
        }
    }

    private double stretched(int feature, double probability) {
        return stretch[feature] == 1
                ? probability
                : Normal.spread(Math.max(0, Math.min(1, probability)), stretch[feature]);
    }

    @Override
    public boolean leavesOneOut() {
        for (MemberKernel kernel : kernels) {
            if (!kernel.leavesOneOut()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void leaveOneOut(double[] mean, double[] sd) {
        for (int k = 0; k < kernels.length; k++) {
            Arrays.fill(observedMeans[k], Double.NaN);
            kernels[k].leaveOneOut(observedMeans[k], observedSds[k]);
        }
        for (int j = 0; j < mean.length; j++) {
            if (!Double.isNaN(observedMeans[0][j])) {
                double sum = 0;
                for (int k = 0; k < kernels.length; k++) {
                    sum += shares[k][j] * observedMeans[k][j];
                }
                mean[j] = sum / total;
                double squares = 0;
                for (int k = 0; k < kernels.length; k++) {
                    double apart = observedMeans[k][j] - mean[j];
                    squares += shares[k][j] * (observedSds[k][j] * observedSds[k][j] + apart * apart);
                }
                sd[j] = Math.sqrt(squares / total) * stretch[j];
            }
        }
    }

    @Override
    public double probability(int feature, int category) {
        double sum = 0;
        for (int k = 0; k < kernels.length; k++) {
            if (shares[k][feature] > 0) {
                sum += shares[k][feature] * kernels[k].probability(feature, category);
            }
        }
        return sum / total;
    }

    /** That of the only member that says anything of the feature; -1 if there are several. */
    @Override
    public int label(int feature) {
        int only = -1;
        for (int k = 0; k < kernels.length; k++) {
            if (shares[k][feature] > 0) {
                if (only >= 0) {
                    return -1;
                }
                only = k;
            }
        }
        return only < 0 ? -1 : kernels[only].label(feature);
    }

    /** The mean over the members that have a likelihood; over all if none has. */
    @Override
    public double logLikelihood() {
        boolean any = hasLikelihood();
        double sum = 0;
        int count = 0;
        for (MemberKernel kernel : kernels) {
            if (kernel.hasLikelihood() || !any) {
                sum += kernel.logLikelihood();
                count++;
            }
        }
        return sum / count;
    }

    @Override
    public boolean hasLikelihood() {
        for (MemberKernel kernel : kernels) {
            if (kernel.hasLikelihood()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int steps() {
        int sum = 0;
        for (MemberKernel kernel : kernels) {
            sum += kernel.steps();
        }
        return sum;
    }

    @Override
    public boolean converged() {
        for (MemberKernel kernel : kernels) {
            if (!kernel.converged()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int latentSize() {
        return latentSize;
    }

    /** The members' codes one after another. */
    @Override
    public void latent(float[] mean, float[] sd, int offset) {
        int at = offset;
        for (MemberKernel kernel : kernels) {
            kernel.latent(mean, sd, at);
            at += kernel.latentSize();
        }
    }

    /**
     * With equal weights one member draws all cells. With others, one random number chooses the member of every cell: cells
     * whose features weigh the members alike are drawn together.
     */
    @Override
    public void draw(SplittableRandom random, double[] into) {
        if (isEqual) {
            kernels[random.nextInt(kernels.length)].draw(random, into);
            return;
        }
        double uniform = random.nextDouble();
        for (int k = 0; k < kernels.length; k++) {
            System.arraycopy(into, 0, drawn, 0, into.length);
            kernels[k].draw(random, drawn);
            for (int j = 0; j < into.length; j++) {
                into[j] = chosen(j, uniform) == k ? drawn[j] : into[j];
            }
        }
    }

    private int chosen(int feature, double uniform) {
        double sum = 0;
        for (int k = 0; k < kernels.length - 1; k++) {
            sum += shares[k][feature];
            if (uniform < sum) {
                return k;
            }
        }
        return kernels.length - 1;
    }
}
