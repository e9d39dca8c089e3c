package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.relay.RelayGroups;
import java.util.Arrays;

/**
 * Relay VI for a new record (Zadeh et al., sections 3.1 and 4). Relays and decoder are fixed; Adam optimizes the
 * record's coefficients, residual and log sd on the evidence bound.
 *
 * <pre>
 *     mean = sum over groups, sum over kept b: a_b r_b   (equation 4)
 *          + residual                                    (equation 3)
 *     q(z|x) = N(mean, diag(sd^2))                       (equation 5)
 * </pre>
 *
 * During the first half of the schedule, every step selects the kept coefficients again; then the selection is fixed.
 * Otherwise two coefficients near the threshold could keep replacing each other, and the mean would not settle. Relays
 * affect only the mean; sd belongs to the record. Without relays this is SVI, with the same numbers. Mutable; one
 * thread owns it.
 */
public final class RelaySearch implements PosteriorSearch {
    private static final float START_LOG_SD = -1;
    private static final float START_COEFFICIENT = 0.05f;

    private final RelayGroups groups;
    private final SearchSettings settings;
    private final double[] rates;
    private final int k;
    private final float[][] noise;
    private final float[] startCoefficients;
    private final float[] parameters; // K coefficients, k residuals, k log sds
    private final float[] gradient;
    private final float[] mean;
    private final float[] sd;
    private final float[] z;
    private final float[] slope;
    private final boolean[] kept;
    private final float[] scratch;
    private final float[] meanAndLogSd;
    private final Adam adam;
    private boolean choosing = true;
    private boolean converged;

    public RelaySearch(int latentSize, RelayGroups groups, SearchSettings settings) {
        this.groups = groups;
        this.settings = settings;
        rates = settings.rates();
        k = latentSize;
        int count = groups.count();
        noise = FixedNoise.rows("svi", SviSearch.NOISE_ROWS, k);
        startCoefficients = FixedNoise.rows("relay", 1, count)[0];
        parameters = new float[count + 2 * k];
        gradient = new float[count + 2 * k];
        mean = new float[k];
        sd = new float[k];
        z = new float[k];
        slope = new float[k];
        kept = new boolean[count];
        scratch = new float[count];
        meanAndLogSd = new float[2 * k];
        adam = new Adam(parameters.length);
    }

    @Override
    public void search(RecordObjective record, PosteriorModes posterior) {
        start();
        int steps = settings.steps();
        double third = 0;
        double last = 0;
        for (int t = 0; t < steps; t++) {
            choosing = t <= steps / 2;
            double bound = gradient(record, noise[t % SviSearch.NOISE_ROWS]);
            adam.step(parameters, gradient, rates[t]);
            clamp();
            if (t >= steps - steps / 4) {
                last += bound;
            } else if (t >= steps - 2 * (steps / 4)) {
                third += bound;
            }
        }
        converged = last - third <= settings.tolerance() * Math.max(1, Math.abs(last));
        store(posterior);
    }

    private void start() {
        int count = groups.count();
        for (int b = 0; b < count; b++) {
            parameters[b] = START_COEFFICIENT * startCoefficients[b];
        }
        Arrays.fill(parameters, count, count + k, 0);
        Arrays.fill(parameters, count + k, count + 2 * k, START_LOG_SD);
        adam.reset();
    }

    /** The parameters, for a test that sets them before it calls {@link #gradient}. */
    public float[] parameters() {
        return parameters;
    }

    public float[] lastGradient() {
        return gradient;
    }

    /**
     * The bound at this draw. Computes the gradient of the negative bound with respect to coefficients, residual and
     * log sd; see {@link #lastGradient}.
     */
    public double gradient(RecordObjective record, float[] epsilon) {
        int count = groups.count();
        combine();
        double klWeight = record.decoder().objective().klWeight();
        double kl = 0;
        for (int a = 0; a < k; a++) {
            float logSd = parameters[count + k + a];
            sd[a] = settings.point() ? 0 : (float) StrictMath.exp(logSd);
            z[a] = mean[a] + sd[a] * epsilon[a];
            kl += 0.5 * mean[a] * mean[a] + (settings.point() ? 0 : 0.5 * (sd[a] * sd[a] - 1) - logSd);
        }
        double logLikelihood = record.gradient(z, slope);
        for (int a = 0; a < k; a++) {
            gradient[count + a] = (float) (klWeight * mean[a]) - slope[a];
            gradient[count + k + a] =
                    settings.point() ? 0 : (float) (klWeight * (sd[a] * sd[a] - 1)) - slope[a] * epsilon[a] * sd[a];
        }
        for (int b = 0; b < count; b++) {
            float sum = 0;
            for (int a = 0; a < k && (kept[b] || groups.gradientToAll()); a++) {
                sum += groups.relays()[b][a] * gradient[count + a];
            }
            gradient[b] = sum;
        }
        return logLikelihood - klWeight * kl;
    }

    /** Equations 3 and 4. */
    private void combine() {
        if (choosing) {
            RelayGroups.select(groups.sizes(), groups.kept(), parameters, 0, kept, scratch);
        }
        System.arraycopy(parameters, groups.count(), mean, 0, k);
        for (int b = 0; b < kept.length; b++) {
            if (kept[b]) {
                float[] relay = groups.relays()[b];
                for (int a = 0; a < k; a++) {
                    mean[a] += parameters[b] * relay[a];
                }
            }
        }
    }

    /**
     * The mean of the last search, summed over the first group, over the first two, and so on; the last entry is the
     * full mean with the residual.
     *
     * @return groups + 1 arrays of k numbers
     */
    public float[][] progression() {
        float[][] stages = new float[groups.sizes().length + 1][];
        float[] sum = new float[k];
        int b = 0;
        for (int g = 0; g < groups.sizes().length; g++) {
            for (int end = b + groups.sizes()[g]; b < end; b++) {
                for (int a = 0; a < k && kept[b]; a++) {
                    sum[a] += parameters[b] * groups.relays()[b][a];
                }
            }
            stages[g] = sum.clone();
        }
        stages[groups.sizes().length] = mean.clone();
        return stages;
    }

    private void clamp() {
        for (int i = groups.count() + k; i < parameters.length; i++) {
            parameters[i] =
                    Math.max(GradientPosterior.MIN_LOG_SD, Math.min(GradientPosterior.MAX_LOG_SD, parameters[i]));
        }
    }

    private void store(PosteriorModes posterior) {
        combine();
        System.arraycopy(mean, 0, meanAndLogSd, 0, k);
        System.arraycopy(parameters, groups.count() + k, meanAndLogSd, k, k);
        posterior.clear();
        posterior.addDiagonal(meanAndLogSd, settings.point());
    }

    @Override
    public int steps() {
        return settings.steps();
    }

    @Override
    public boolean converged() {
        return converged;
    }
}
