package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.inference.neural.objective.RecordObjective;
import java.util.Arrays;

/**
 * A mean-field posterior {@code q(z|x) = N(mean, diag(sd^2))} of one record and its stochastic gradient step (SVI;
 * pe-svi 3.1, equation 4): {@code z = mean + sd * epsilon} with one draw per step, the KL divergence to N(0, I) in
 * closed form, and Adam on mean and log sd. Mutable; one thread owns it.
 */
public final class GradientPosterior {
    static final float MIN_LOG_SD = -7;
    static final float MAX_LOG_SD = 2;

    private final int k;
    private final boolean point;
    private final float[] parameters;
    private final float[] gradient;
    private final float[] z;
    private final float[] slope;
    private final Adam adam;

    /**
     * @param latentSize k
     * @param point whether the sd is fixed at zero, so that only the mean is optimized
     */
    public GradientPosterior(int latentSize, boolean point) {
        k = latentSize;
        this.point = point;
        parameters = new float[2 * k];
        gradient = new float[2 * k];
        z = new float[k];
        slope = new float[k];
        adam = new Adam(2 * k);
    }

    /** Starts at mean zero, with this log sd in every dimension. */
    public void start(float logSd) {
        Arrays.fill(parameters, 0, k, 0);
        Arrays.fill(parameters, k, 2 * k, logSd);
        adam.reset();
    }

    /** Starts at an encoder's output: k means, then k log standard deviations. */
    public void start(float[] meanAndLogSd) {
        System.arraycopy(meanAndLogSd, 0, parameters, 0, 2 * k);
        clamp();
        adam.reset();
    }

    /** k means, then k log standard deviations; read only. */
    public float[] parameters() {
        return parameters;
    }

    /**
     * One step that increases the bound.
     *
     * @param epsilon k standard normal numbers; not read for a point
     * @param rate step size of Adam
     * @return the bound at this draw before the step; it is maximized
     */
    public double step(RecordObjective record, float[] epsilon, double rate) {
        double bound = gradient(record, epsilon);
        adam.step(parameters, gradient, rate);
        clamp();
        return bound;
    }

    /**
     * Computes the gradient of the negative bound at this draw, with respect to means and log sds. Public for
     * comparison with a reference.
     *
     * @return the bound
     */
    public double gradient(RecordObjective record, float[] epsilon) {
        double klWeight = record.decoder().objective().klWeight();
        double kl = 0;
        for (int a = 0; a < k; a++) {
            float sd = point ? 0 : (float) StrictMath.exp(parameters[k + a]);
            gradient[k + a] = sd;
            z[a] = point ? parameters[a] : parameters[a] + sd * epsilon[a];
            kl += 0.5 * parameters[a] * parameters[a] + (point ? 0 : 0.5 * (sd * sd - 1) - parameters[k + a]);
        }
        double logLikelihood = record.gradient(z, slope);
        for (int a = 0; a < k; a++) {
            float sd = gradient[k + a];
            gradient[a] = (float) (klWeight * parameters[a]) - slope[a];
            gradient[k + a] = point ? 0 : (float) (klWeight * (sd * sd - 1)) - slope[a] * epsilon[a] * sd;
        }
        return logLikelihood - klWeight * kl;
    }

    /** The bound, averaged over these draws. */
    public double bound(RecordObjective record, float[][] draws) {
        double sum = 0;
        for (float[] epsilon : draws) {
            sum += gradient(record, epsilon);
        }
        return sum / draws.length;
    }

    public float[] lastGradient() {
        return gradient;
    }

    private void clamp() {
        for (int a = k; a < 2 * k; a++) {
            parameters[a] = Math.max(MIN_LOG_SD, Math.min(MAX_LOG_SD, parameters[a]));
        }
    }

    /** Stores mean and sd as the posterior's only mode. */
    void store(PosteriorModes posterior) {
        posterior.clear();
        posterior.addDiagonal(parameters, point);
    }
}
