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
 * QAVI with an inverse autoregressive flow as posterior (qavi, equation 4 and section 2.4): a draw of the normal {@code
 * N(mean, diag(sd^2))}, which starts at the encoder's mean with sd 1, is moved by {@link AutoregressiveFlow}, which starts
 * as the identity. With {@code z = flow(mean + sd epsilon)} it maximizes the mean over S draws of
 *
 * <pre>
 *     log p(x_O|z) + beta (log p(z) - log q(z)),   log q(z) = log N(epsilon) - sum log sd - log det dflow
 * </pre>
 *
 * <p>by Adam at rate 0.1 for mean and sd and 0.01 for the flow's networks. The rates scale with the rate of the settings,
 * 1 as published, and fall to zero along a cosine in the second half of the steps. The supplement shares the networks
 * among 100 records for the sake of speed; here each record has its own. Mutable; one thread owns it.
 */
public final class QaviFlowSearch implements PosteriorSearch {
    private static final double BASE_RATE = 0.1;
    private static final double NETWORK_RATE = 0.01;
    private static final int MOMENT_DRAWS = 64;
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final int k;
    private final SearchSettings settings;
    private final @Nullable EncoderStart start;
    private final float[][] noise;
    private final AutoregressiveFlow flow;
    private final float[] parameters; // k means, k rhos
    private final float[] gradient;
    private final double[] sd;
    private final float[] z;
    private final float[] slope;
    private final double[] v;
    private final Adam adam;
    private final Adam[] networkAdam;
    private final double[] rates;
    private final float[] meanAndLogSd;
    private final float[][] momentNoise;
    private final float[][] found;
    private final LastQuarters quarters;
    private boolean converged;

    public QaviFlowSearch(int latentSize, SearchSettings settings, @Nullable EncoderStart start) {
        k = latentSize;
        this.settings = settings;
        quarters = new LastQuarters(settings.steps());
        this.start = start;
        noise = FixedNoise.rows("qavi", QaviSearch.NOISE_ROWS, k);
        flow = new AutoregressiveFlow(k);
        parameters = new float[2 * k];
        gradient = new float[2 * k];
        sd = new double[k];
        z = new float[k];
        slope = new float[k];
        v = new double[k];
        adam = new Adam(2 * k);
        networkAdam = new Adam[AutoregressiveFlow.TRANSFORMS];
        for (int t = 0; t < networkAdam.length; t++) {
            networkAdam[t] = new Adam(flow.transform(t).parameters.length);
        }
        rates = new double[settings.steps()];
        for (int t = 0; t < rates.length; t++) {
            double left = 2.0 * (rates.length - t) / rates.length;
            rates[t] = settings.rate() * (left >= 1 ? 1 : 0.5 * (1 - StrictMath.cos(Math.PI * left)));
        }
        meanAndLogSd = new float[2 * k];
        momentNoise = FixedNoise.rows("qavi moments", MOMENT_DRAWS, k);
        found = new float[MOMENT_DRAWS][k];
    }

    @Override
    public void search(RecordObjective record, PosteriorModes posterior) {
        begin(record);
        int steps = settings.steps();
        quarters.begin();
        for (int t = 0; t < steps; t++) {
            double bound = gradient(record, noise, t * settings.samples());
            adam.step(parameters, gradient, BASE_RATE * rates[t]);
            for (int a = k; a < 2 * k; a++) {
                parameters[a] = Softplus.clamp(parameters[a]);
            }
            for (int f = 0; f < networkAdam.length; f++) {
                AutoregressiveTransform moved = flow.transform(f);
                networkAdam[f].step(moved.parameters, moved.gradient, NETWORK_RATE * rates[t]);
            }
            quarters.add(t, bound);
        }
        converged = quarters.converged(settings.tolerance());
        store(posterior);
    }

    private void begin(RecordObjective record) {
        Arrays.fill(parameters, 0);
        if (start != null) {
            System.arraycopy(start.encode(record.cells()), 0, parameters, 0, k);
        }
        Arrays.fill(parameters, k, 2 * k, Softplus.ONE);
        flow.begin();
        adam.reset();
        for (Adam each : networkAdam) {
            each.reset();
        }
    }

    private void store(PosteriorModes posterior) {
        for (int a = 0; a < k; a++) {
            meanAndLogSd[a] = parameters[a];
            meanAndLogSd[k + a] = (float) StrictMath.log(Softplus.of(parameters[k + a]));
        }
        for (int s = 0; s < MOMENT_DRAWS; s++) {
            for (int a = 0; a < k; a++) {
                found[s][a] = (float) (parameters[a] + Softplus.of(parameters[k + a]) * momentNoise[s][a]);
            }
            flow.apply(found[s]);
        }
        posterior.setMapped(meanAndLogSd, settings.point(), flow, found);
    }

    AutoregressiveFlow flow() {
        return flow;
    }

    /** k means, then k rhos of the normal. */
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
        Arrays.fill(gradient, 0);
        flow.clearGradient();
        double klWeight = settings.beta() * record.decoder().objective().klWeight();
        int samples = settings.samples();
        double logSds = 0;
        for (int a = 0; a < k; a++) {
            sd[a] = Softplus.of(parameters[k + a]);
            logSds += StrictMath.log(sd[a]);
        }
        double bound = 0;
        for (int s = 0; s < samples; s++) {
            float[] epsilon = draws[(from + s) % draws.length];
            double halfSquares = 0;
            for (int a = 0; a < k; a++) {
                z[a] = (float) (parameters[a] + sd[a] * epsilon[a]);
                halfSquares += 0.5 * epsilon[a] * epsilon[a];
            }
            flow.apply(z);
            double logQ = -halfSquares - 0.5 * k * LOG_TWO_PI - logSds - flow.logDeterminant();
            double f = record.gradient(z, slope) - klWeight * logQ;
            for (int a = 0; a < k; a++) {
                f -= klWeight * 0.5 * ((double) z[a] * z[a] + LOG_TWO_PI);
                v[a] = slope[a] - klWeight * z[a];
            }
            bound += f / samples;
            flow.backward(v, klWeight, -1f / samples);
            for (int a = 0; a < k; a++) {
                gradient[a] -= (float) (v[a] / samples);
                gradient[k + a] -= (float) ((v[a] * epsilon[a] + klWeight / sd[a]) / samples);
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
