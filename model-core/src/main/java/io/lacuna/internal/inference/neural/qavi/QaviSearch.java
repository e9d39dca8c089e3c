package io.lacuna.internal.inference.neural.qavi;

import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.Adam;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.PosteriorSearch;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * QAVI with a normal posterior (qavi, equation 4 and section 2.4): {@code q(z) = N(mean, diag(sd^2))} that starts at the
 * encoder's mean with sd 1. Each step of Adam averages the gradient over S draws; the KL divergence has its closed form.
 * The rate halves ten times over the search. With one draw the gradient is that of SVI. Mutable; one thread owns it.
 */
public final class QaviSearch implements PosteriorSearch {
    static final int NOISE_ROWS = 1024;
    private static final int HALVINGS = 10;

    private final int k;
    private final SearchSettings settings;
    private final @Nullable EncoderStart start;
    private final float[][] noise;
    private final float[] parameters; // k means, k rhos
    private final float[] gradient;
    private final float[] sd;
    private final float[] z;
    private final float[] slope;
    private final Adam adam;
    private final float[] meanAndLogSd;
    private final LastQuarters quarters;
    private boolean converged;

    public QaviSearch(int latentSize, SearchSettings settings, @Nullable EncoderStart start) {
        k = latentSize;
        this.settings = settings;
        quarters = new LastQuarters(settings.steps());
        this.start = start;
        noise = FixedNoise.rows("qavi", NOISE_ROWS, k);
        parameters = new float[2 * k];
        gradient = new float[2 * k];
        sd = new float[k];
        z = new float[k];
        slope = new float[k];
        adam = new Adam(2 * k);
        meanAndLogSd = new float[2 * k];
    }

    @Override
    public void search(RecordObjective record, PosteriorModes posterior) {
        Arrays.fill(parameters, 0);
        if (start != null) {
            System.arraycopy(start.encode(record.cells()), 0, parameters, 0, k);
        }
        Arrays.fill(parameters, k, 2 * k, Softplus.ONE);
        adam.reset();
        int steps = settings.steps();
        quarters.begin();
        for (int t = 0; t < steps; t++) {
            double bound = gradient(record, noise, t * settings.samples());
            adam.step(parameters, gradient, settings.rate() * halved(t, steps, HALVINGS));
            for (int a = k; a < 2 * k; a++) {
                parameters[a] = Softplus.clamp(parameters[a]);
            }
            quarters.add(t, bound);
        }
        converged = quarters.converged(settings.tolerance());
        for (int a = 0; a < k; a++) {
            meanAndLogSd[a] = parameters[a];
            meanAndLogSd[k + a] = (float) StrictMath.log(Softplus.of(parameters[k + a]));
        }
        posterior.clear();
        posterior.addDiagonal(meanAndLogSd, settings.point());
    }

    /** The factor of a rate that halves this many times over the steps. */
    static double halved(int step, int steps, int halvings) {
        return power(0.5, (int) ((long) halvings * step / steps));
    }

    /** A product of equal factors; the library's power allocates. */
    static double power(double factor, int times) {
        double product = 1;
        for (int i = 0; i < times; i++) {
            product *= factor;
        }
        return product;
    }

    /** k means, then k rhos; for a test that sets them before it calls {@link #gradient}. */
    float[] parameters() {
        return parameters;
    }

    float[] lastGradient() {
        return gradient;
    }

    /**
     * The bound of equation 4, and the gradient of its negative.
     *
     * @param draws rows of k standard normal numbers
     * @param from the first of S rows; they repeat after the last one
     */
    double gradient(RecordObjective record, float[][] draws, int from) {
        double klWeight = settings.beta() * record.decoder().objective().klWeight();
        double bound = 0;
        for (int a = 0; a < k; a++) {
            double deviation = settings.point() ? 0 : Softplus.of(parameters[k + a]);
            double mean = parameters[a];
            sd[a] = (float) deviation;
            gradient[a] = (float) (klWeight * mean);
            gradient[k + a] = settings.point() ? 0 : (float) (klWeight * (deviation - 1 / deviation));
            bound -= klWeight * 0.5 * mean * mean;
            bound -= settings.point() ? 0 : klWeight * (0.5 * (deviation * deviation - 1) - StrictMath.log(deviation));
        }
        int samples = settings.samples();
        for (int s = 0; s < samples; s++) {
            float[] epsilon = draws[(from + s) % draws.length];
            for (int a = 0; a < k; a++) {
                z[a] = parameters[a] + sd[a] * epsilon[a];
            }
            bound += record.gradient(z, slope) / samples;
            for (int a = 0; a < k; a++) {
                gradient[a] -= slope[a] / samples;
                gradient[k + a] -= settings.point() ? 0 : slope[a] * epsilon[a] / samples;
            }
        }
        for (int a = 0; a < k; a++) {
            gradient[k + a] *= (float) Softplus.slope(parameters[k + a]);
        }
        return bound;
    }

    @Override
    public int mostModes() {
        return 1;
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
