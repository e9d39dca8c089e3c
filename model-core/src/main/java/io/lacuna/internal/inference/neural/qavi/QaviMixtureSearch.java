package io.lacuna.internal.inference.neural.qavi;

import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.Adam;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.PosteriorSearch;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * QAVI with a mixture of {@value #COMPONENTS} normals as posterior (qavi, sections 1.2.1 and 2.4). It maximizes {@code
 * E_q[f]} with {@code f(z) = log p(x_O|z) + beta (log p(z) - log q(z))}, by Adam in three phases:
 *
 * <pre>
 * the first sixth    everything at rate 0.1; four times, components with little weight start again and all weights are equal
 * the next half      means and standard deviations, at a rate that starts at 1 and halves five times
 * the last third     everything; means and standard deviations at the last rate, weights at 0.1, 0.01, 0.001
 * </pre>
 *
 * <p>With 300 steps these are the paper's 50, 150 and 100. A component has little weight below 0.7 of an equal share: the
 * value 0.07 of the authors' program; the 0.7 of the supplement would always start again. The rates scale with the rate of
 * the settings, 1 as published.
 *
 * <p>The mean of {@code grad log q(z)} over q is zero, so the part of f's gradient in which lambda enters through {@code
 * log q} directly is left out. The weights' gradient subtracts the mean of f in the step before as baseline. Draws are
 * systematic: each component gets its share of them. Mutable; one thread owns it.
 */
public final class QaviMixtureSearch implements PosteriorSearch {
    static final int COMPONENTS = 10;
    private static final double LITTLE = 0.7;
    private static final int RESTARTS = 4;
    private static final double FIRST_RATE = 0.1;
    private static final double WEIGHT_RATE = 0.1;
    private static final int HALVINGS = 5;
    private static final double GOLDEN = 0.6180339887498949;

    /** A component with less weight than this is not part of the posterior. */
    private static final double NEGLIGIBLE = 1e-3;

    private final int k;
    private final SearchSettings settings;
    private final @Nullable EncoderStart start;
    private final float[][] noise;
    private final float[][] starts;
    private final NormalMixture q;
    private final float[] gradient;
    private final float[] logitGradient;
    private final Adam adam;
    private final Adam logitAdam;
    private final float[] centre;
    private final float[] z;
    private final float[] slope;
    private final double[] v;
    private final float[] meanAndLogSd;
    private int restarted;
    private double baseline;
    private final LastQuarters quarters;
    private boolean converged;

    public QaviMixtureSearch(int latentSize, SearchSettings settings, @Nullable EncoderStart start) {
        k = latentSize;
        this.settings = settings;
        quarters = new LastQuarters(settings.steps());
        this.start = start;
        noise = FixedNoise.rows("qavi", QaviSearch.NOISE_ROWS, k);
        starts = new float[COMPONENTS * (RESTARTS + 1)][k];
        SplittableRandom random = Seeds.random(0, "qavi starts");
        for (float[] moved : starts) {
            for (int a = 0; a < k; a++) {
                moved[a] = (float) (2 * random.nextDouble() - 1);
            }
        }
        q = new NormalMixture(COMPONENTS, k);
        gradient = new float[q.parameters.length];
        logitGradient = new float[COMPONENTS];
        adam = new Adam(gradient.length);
        logitAdam = new Adam(COMPONENTS);
        centre = new float[k];
        z = new float[k];
        slope = new float[k];
        v = new double[k];
        meanAndLogSd = new float[2 * k];
    }

    @Override
    public void search(RecordObjective record, PosteriorModes posterior) {
        begin(record);
        int steps = settings.steps();
        int first = steps / 6;
        int second = first + steps / 2;
        quarters.begin();
        for (int t = 0; t < steps; t++) {
            double bound = step(record, t, first, second);
            quarters.add(t, bound);
            int interval = Math.max(1, first / (RESTARTS + 1));
            if (t + 1 < first && (t + 1) % interval == 0) {
                restart();
            }
        }
        converged = quarters.converged(settings.tolerance());
        store(posterior);
    }

    private void begin(RecordObjective record) {
        Arrays.fill(centre, 0);
        if (start != null) {
            System.arraycopy(start.encode(record.cells()), 0, centre, 0, k);
        }
        restarted = 0;
        for (int t = 0; t < COMPONENTS; t++) {
            place(t);
        }
        Arrays.fill(q.logits, 0);
        adam.reset();
        logitAdam.reset();
        baseline = Double.NaN;
        q.refresh();
    }

    /** A mean around the start, moved by uniform noise from -1 to 1 in each dimension, and sd 1. */
    private void place(int t) {
        float[] moved = starts[restarted++ % starts.length];
        int rhos = COMPONENTS * k;
        for (int a = 0; a < k; a++) {
            q.parameters[t * k + a] = centre[a] + moved[a];
            q.parameters[rhos + t * k + a] = Softplus.ONE;
        }
    }

    private void restart() {
        boolean any = false;
        for (int t = 0; t < COMPONENTS; t++) {
            if (q.weight(t) < LITTLE / COMPONENTS) {
                place(t);
                any = true;
            }
        }
        if (any) {
            Arrays.fill(q.logits, 0);
            logitAdam.reset();
            q.refresh();
        }
    }

    private double step(RecordObjective record, int t, int first, int second) {
        double bound = gradient(record, t);
        double scale = settings.rate();
        double rate = t < first
                ? FIRST_RATE * scale
                : scale * QaviSearch.halved(Math.min(t, second - 1) - first, Math.max(1, second - first), HALVINGS);
        adam.step(q.parameters, gradient, rate);
        int rhos = COMPONENTS * k;
        for (int i = rhos; i < 2 * rhos; i++) {
            q.parameters[i] = Softplus.clamp(q.parameters[i]);
        }
        if (t < first || t >= second) {
            int tenths = t < first ? 0 : 3 * (t - second) / Math.max(1, settings.steps() - second);
            logitAdam.step(q.logits, logitGradient, WEIGHT_RATE * scale * QaviSearch.power(0.1, tenths));
        }
        q.refresh();
        return bound;
    }

    /** The mean of f over the draws of step t, and the gradient of its negative. */
    private double gradient(RecordObjective record, int t) {
        Arrays.fill(gradient, 0);
        Arrays.fill(logitGradient, 0);
        int samples = settings.samples();
        double offset = (t + 1) * GOLDEN % 1;
        double klWeight = settings.beta() * record.decoder().objective().klWeight();
        double sum = 0;
        for (int s = 0; s < samples; s++) {
            q.draw((s + offset) / samples, noise[(t * samples + s) % noise.length], z);
            q.at(z);
            double f = record.gradient(z, slope) - klWeight * (halfSquare(z) + q.logDensity());
            sum += f;
            for (int a = 0; a < k; a++) {
                v[a] = slope[a] - klWeight * z[a];
            }
            q.subtractSlope(klWeight, v);
            q.addImplicit(v, -1.0 / samples, gradient);
            double reference = Double.isNaN(baseline) ? f : baseline;
            q.addScore((reference - f) / samples, logitGradient);
        }
        baseline = sum / samples;
        return baseline;
    }

    /** {@code -log p(z)}. */
    private static double halfSquare(float[] z) {
        double square = 0;
        for (float value : z) {
            square += (double) value * value;
        }
        return 0.5 * (square + z.length * Math.log(2 * Math.PI));
    }

    private void store(PosteriorModes posterior) {
        posterior.clear();
        for (int t = 0; t < COMPONENTS; t++) {
            if (q.weight(t) >= NEGLIGIBLE) {
                for (int a = 0; a < k; a++) {
                    meanAndLogSd[a] = q.mean(t, a);
                    meanAndLogSd[k + a] = (float) StrictMath.log(q.sd(t, a));
                }
                posterior.addDiagonal(meanAndLogSd, settings.point());
                posterior.share(posterior.count() - 1, StrictMath.log(q.weight(t)));
            }
        }
    }

    @Override
    public int mostModes() {
        return COMPONENTS;
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
