package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import java.util.Arrays;

/**
 * Natural-gradient variational inference that starts from the modes of {@link GaussNewtonSearch}, with the same
 * curvature. The normal of each mode, {@code q(z) = N(mean, precision^-1)}, increases its evidence bound:
 *
 * <pre>
 *     precision := (1 - rate) precision + rate E_q[I + J' H J]
 *     mean      := mean - rate precision^-1 E_q[F'(z)]
 * </pre>
 *
 * This is the Bayesian learning rule with the Gauss-Newton matrix in place of the Hessian (Khan and Rue 2023, section
 * 4.2). Expectations are over {@value #DRAWS} fixed draws in mirrored pairs. Laplace's normal describes the posterior
 * at its peak; this normal describes it where its mass is, including the neighbouring pieces of a ReLU decoder. The
 * weight of a mode is its bound, {@code -E_q[F] + k/2 - log |precision| / 2}. For a linear decoder the result is the
 * same as Laplace's. Mutable; one thread owns it.
 */
public final class NaturalGradientSearch implements PosteriorSearch {
    static final int DRAWS = 8;
    static final int STEPS = 6;
    private static final double RATE = 0.5;

    private final GaussNewtonSearch modes;
    private final int k;
    private final float[][] noise;
    private final float[] z;
    private final float[] slope;
    private final float[] meanSlope;
    private final float[] centre;
    private final double[] step;
    private final double[] precision;
    private final CurvatureSystem system;
    private int refinements;

    public NaturalGradientSearch(GaussNewtonSearch modes, RecordObjective record) {
        this.modes = modes;
        k = record.decoder().latentSize();
        noise = FixedNoise.rows("natural", DRAWS, k);
        z = new float[k];
        slope = new float[k];
        meanSlope = new float[k];
        centre = new float[k];
        step = new double[k];
        precision = new double[k * k];
        system = new CurvatureSystem(k);
    }

    @Override
    public void search(RecordObjective record, PosteriorModes posterior) {
        modes.search(record, posterior);
        refinements = 0;
        double ridge = GaussNewtonSearch.ridge(record);
        for (int m = 0; m < posterior.count(); m++) {
            posterior.precision(m, precision);
            for (int t = 0; t < STEPS; t++) {
                refine(record, posterior, m, ridge);
                refinements++;
            }
            double bound = -expectedEnergy(record, posterior, m, ridge) + 0.5 * k;
            posterior.share(m, bound - posterior.halfLogDeterminant(m));
        }
    }

    private void refine(RecordObjective record, PosteriorModes posterior, int mode, double ridge) {
        system.reset(DRAWS * ridge);
        Arrays.fill(meanSlope, 0);
        for (float[] draw : noise) {
            posterior.draw(mode, draw, z);
            record.gradient(z, slope);
            record.addCurvature(system.curvature);
            for (int a = 0; a < k; a++) {
                meanSlope[a] += (float) (ridge * z[a] - slope[a]) / DRAWS;
            }
        }
        for (int i = 0; i < precision.length; i++) {
            precision[i] += RATE * (system.curvature[i] / DRAWS - precision[i]);
        }
        System.arraycopy(precision, 0, system.curvature, 0, precision.length);
        system.factor();
        system.solve(meanSlope, step);
        for (int a = 0; a < k; a++) {
            centre[a] = (float) (posterior.mean(mode)[a] - RATE * step[a]);
        }
        posterior.replaceFull(mode, centre, system.factor);
    }

    /** E_q[F]. */
    private double expectedEnergy(RecordObjective record, PosteriorModes posterior, int mode, double ridge) {
        double sum = 0;
        for (float[] draw : noise) {
            posterior.draw(mode, draw, z);
            double half = 0;
            for (float value : z) {
                half += 0.5 * value * value;
            }
            sum += ridge * half - record.logLikelihood(z);
        }
        return sum / DRAWS;
    }

    @Override
    public int steps() {
        return modes.steps() + refinements;
    }

    @Override
    public boolean converged() {
        return modes.converged();
    }
}
