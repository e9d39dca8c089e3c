package io.lacuna.model;

import io.lacuna.data.Features;
import io.lacuna.data.Normal;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.MemberKernel;
import java.util.SplittableRandom;

/**
 * Fills the gaps of one record at a time and answers questions about the record it filled last. The predictive
 * distribution is the plain average of the members'. Values are in the features' own units.
 *
 * <p>Mutable, owned by one thread, allocates nothing a record.
 *
 * <pre>{@code
 * Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
 * imputer.impute(observation);
 * double filled = imputer.value(j), low = imputer.quantile(j, 0.05), high = imputer.quantile(j, 0.95);
 * }</pre>
 */
public final class Imputer {
    private static final double QUANTILE_PROBABILITY = 2.5e-3;
    private static final double QUANTILE_SHARE = 0.05;
    private static final double QUANTILE_TOLERANCE = 1e-3;
    private static final int QUANTILE_STEPS = 60;

    private final Features features;
    private final MemberKernel[] kernels;
    private final int latentSize;

    Imputer(ImputationModel model, InferenceSettings settings) {
        features = model.features();
        kernels = model.members().stream()
                .map(member -> member.newKernel(settings.forMethods(member.methods())))
                .toArray(MemberKernel[]::new);
        int size = 0;
        for (MemberKernel kernel : kernels) {
            size += kernel.latentSize();
        }
        latentSize = size;
    }

    /**
     * Infers a record; the other methods speak of it until the next call.
     *
     * @param observation d cells in the model's order, {@code NaN} = missing; only read
     */
    public void impute(double[] observation) {
        for (MemberKernel kernel : kernels) {
            kernel.infer(observation);
        }
    }

    /** What to write in a missing cell: the mean of a continuous feature, the most probable category of the others. */
    public double value(int feature) {
        return features.get(feature).isContinuous() ? mean(feature) : mostProbable(feature);
    }

    /** Predictive mean of a missing continuous feature. */
    public double mean(int feature) {
        double sum = 0;
        for (MemberKernel kernel : kernels) {
            sum += kernel.mean(feature);
        }
        return sum / kernels.length;
    }

    /** Predictive standard deviation of a missing continuous feature: spread within members and between them. */
    public double sd(int feature) {
        double mean = mean(feature);
        double sum = 0;
        for (MemberKernel kernel : kernels) {
            double apart = kernel.mean(feature) - mean;
            sum += kernel.variance(feature) + apart * apart;
        }
        return Math.sqrt(sum / kernels.length);
    }

    /** Predictive probability that a missing continuous feature is at most {@code value}. */
    public double cdf(int feature, double value) {
        double sum = 0;
        for (MemberKernel kernel : kernels) {
            sum += kernel.cdf(feature, value);
        }
        return sum / kernels.length;
    }

    /**
     * Predictive quantile of a missing continuous feature, for {@code 0 < p < 1}: where the cdf is p to within
     * {@value #QUANTILE_PROBABILITY} and a twentieth of the tail, a few parts in ten thousand as a rule; or, where it jumps,
     * to {@value #QUANTILE_TOLERANCE} of the sd.
     *
     * <p>Secant steps on the normal score of the cdf, which is a straight line where the distribution is a bell and nearly
     * one elsewhere: two or three looks at the cdf are the rule. A bracket guards them, and the last step is taken without
     * a look at where it leads.
     */
    public double quantile(int feature, double p) {
        double mean = mean(feature);
        double sd = sd(feature);
        if (!(sd > 0)) {
            return mean;
        }
        double target = Normal.score(p);
        double tolerance = Math.min(QUANTILE_PROBABILITY, QUANTILE_SHARE * Math.min(p, 1 - p));
        double slope = 1 / sd;
        double at = mean + sd * target;
        double reached = cdf(feature, at);
        double gap = score(reached) - target;
        double low = reached < p ? at : Double.NEGATIVE_INFINITY;
        double high = reached < p ? Double.POSITIVE_INFINITY : at;
        double reach = sd;
        for (int step = 1; Math.abs(reached - p) >= tolerance && step < QUANTILE_STEPS; step++) {
            double next = at - Math.max(-reach, Math.min(reach, gap / slope));
            boolean bracketed = high - low < Double.POSITIVE_INFINITY;
            if (bracketed && high - low < QUANTILE_TOLERANCE * sd) {
                return p < 0.5 ? low : high; // So that an interval holds the jump it ends at.
            }
            // A spike makes the cdf a stair that no slope describes: then every other step halves the bracket.
            if (bracketed && (step > 5 && step % 2 == 0 || !(next > low && next < high))) {
                next = 0.5 * (low + high);
            }
            reached = cdf(feature, next);
            double there = score(reached) - target;
            double rise = (there - gap) / (next - at);
            slope = rise > 1e-2 * slope ? rise : slope;
            at = next;
            gap = there;
            reach *= 2;
            low = reached < p ? Math.max(low, at) : low;
            high = reached < p ? high : Math.min(high, at);
        }
        double last = at - gap / slope;
        return last > low && last < high ? last : at;
    }

    private static double score(double probability) {
        return Normal.score(Math.max(1e-12, Math.min(1 - 1e-12, probability)));
    }

    /** Predictive probability of a category of a missing binary or categorical feature. */
    public double probability(int feature, int category) {
        double sum = 0;
        for (MemberKernel kernel : kernels) {
            sum += kernel.probability(feature, category);
        }
        return sum / kernels.length;
    }

    /** The most probable category of a missing binary or categorical feature; the first of equals. */
    public int mostProbable(int feature) {
        int best = 0;
        double highest = -1;
        for (int c = 0; c < features.get(feature).categories(); c++) {
            double probability = probability(feature, c);
            if (probability > highest) {
                highest = probability;
                best = c;
            }
        }
        return best;
    }

    /** Log density of the observed cells, averaged over the members, in nats and standardized units. */
    public double logLikelihood() {
        double sum = 0;
        for (MemberKernel kernel : kernels) {
            sum += kernel.logLikelihood();
        }
        return sum / kernels.length;
    }

    /** Optimizer steps spent on the record, all members together. */
    public int steps() {
        int sum = 0;
        for (MemberKernel kernel : kernels) {
            sum += kernel.steps();
        }
        return sum;
    }

    /** Whether inference ended by its own stopping rule in every member. */
    public boolean converged() {
        for (MemberKernel kernel : kernels) {
            if (!kernel.converged()) {
                return false;
            }
        }
        return true;
    }

    /** Length k of the latent code: the members' codes end to end. */
    public int latentSize() {
        return latentSize;
    }

    /** Writes posterior mean and sd of the latent code, k numbers each. */
    public void latent(float[] mean, float[] sd) {
        int offset = 0;
        for (MemberKernel kernel : kernels) {
            kernel.latent(mean, sd, offset);
            offset += kernel.latentSize();
        }
    }

    /** Draws the missing cells jointly: one member, evenly at random, draws them all. */
    public void draw(SplittableRandom random, double[] into) {
        kernels[random.nextInt(kernels.length)].draw(random, into);
    }
}
