package io.lacuna.internal.inference;

import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.numerics.Normal;
import java.util.SplittableRandom;

/**
 * Fills every missing cell from its feature's own distribution. This is the baseline that any model must beat. Mutable;
 * one thread owns it.
 */
public final class MarginalKernel implements ClosedFormKernel {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final Marginals marginals;
    private final boolean[] missing;
    private double logLikelihood;

    public MarginalKernel(Marginals marginals) {
        this.marginals = marginals;
        this.missing = new boolean[marginals.shares().length];
    }

    @Override
    public void infer(double[] observation) {
        logLikelihood = 0;
        for (int j = 0; j < missing.length; j++) {
            missing[j] = Double.isNaN(observation[j]);
            if (!missing[j]) {
                logLikelihood += logDensity(j, observation[j]);
            }
        }
    }

    private double logDensity(int j, double value) {
        double[] shares = marginals.shares()[j];
        if (shares.length > 0) {
            return Math.log(shares[(int) value]);
        }
        double z = marginals.standardizer().standardize(j, value);
        return -0.5 * (z * z + LOG_TWO_PI);
    }

    @Override
    public double logLikelihood() {
        return logLikelihood;
    }

    @Override
    public double mean(int feature) {
        return marginals.standardizer().mean()[feature];
    }

    @Override
    public double variance(int feature) {
        double sd = marginals.standardizer().sd()[feature];
        return sd * sd;
    }

    @Override
    public double cdf(int feature, double value) {
        return Normal.cdf(marginals.standardizer().standardize(feature, value));
    }

    @Override
    public boolean leavesOneOut() {
        return true;
    }

    @Override
    public void leaveOneOut(double[] mean, double[] sd) {
        for (int j = 0; j < missing.length; j++) {
            if (!missing[j] && marginals.shares()[j].length == 0) {
                mean[j] = mean(j);
                sd[j] = marginals.standardizer().sd()[j];
            }
        }
    }

    @Override
    public double probability(int feature, int category) {
        return marginals.shares()[feature][category];
    }

    @Override
    public int latentSize() {
        return 0;
    }

    @Override
    public void latent(float[] mean, float[] sd, int offset) {
        // This method has no latent code.
    }

    @Override
    public void draw(SplittableRandom random, double[] into) {
        for (int j = 0; j < missing.length; j++) {
            if (missing[j]) {
                double[] shares = marginals.shares()[j];
                into[j] = shares.length == 0
                        ? marginals.standardizer().restore(j, random.nextGaussian())
                        : Categories.draw(shares, random.nextDouble());
            }
        }
    }
}
