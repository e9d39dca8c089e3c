package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic variational inference with a fixed decoder (pe-svi 3.1; the Variational Auto-Decoder of relay-vi): Adam
 * optimizes the record's own mean and log sd on the evidence bound, with one draw per step and a rate that falls to
 * zero along a cosine.
 *
 * <p>With an encoder it is PE-SVI-k (pe-svi 3.2, 3.3): k steps from the pseudo-encoder's output, at the rate found for
 * such starts. With k = 0 it takes no step and is PE-SVI-0, or the amortized inference of a VAE. For a point posterior,
 * {@link PointDescent} takes the steps. Mutable; one thread owns it.
 */
public final class SviSearch implements PosteriorSearch {
    static final int NOISE_ROWS = 256;
    /** Log sd of the first posterior, if no encoder gives one; its mean is zero. */
    public static final float START_LOG_SD = -1;

    private final GradientPosterior q;
    private final @Nullable PointDescent descent;
    private final float[] found;
    private final float[][] noise;
    private final @Nullable EncoderStart start;
    private final SearchSettings settings;
    private final double[] rates;
    private boolean converged;

    public SviSearch(int latentSize, SearchSettings settings, @Nullable EncoderStart start) {
        this.settings = settings;
        rates = settings.rates();
        this.start = start;
        q = new GradientPosterior(latentSize, settings.point());
        noise = FixedNoise.rows("svi", NOISE_ROWS, latentSize);
        descent = start != null && settings.point() ? new PointDescent(latentSize) : null;
        found = new float[2 * latentSize];
    }

    @Override
    public void search(RecordObjective record, PosteriorModes posterior) {
        if (start == null) {
            q.start(START_LOG_SD);
        } else if (descent == null) {
            q.start(start.encode(record.cells()));
        } else {
            descend(start, descent, record, posterior);
            return;
        }
        int steps = settings.steps();
        double third = 0;
        double last = 0;
        for (int t = 0; t < steps; t++) {
            double bound = q.step(record, noise[t % NOISE_ROWS], rates[t]);
            if (t >= steps - steps / 4) {
                last += bound;
            } else if (t >= steps - 2 * (steps / 4)) {
                third += bound;
            }
        }
        // Converged if the bound rose by at most the tolerance over the last quarter of the schedule.
        converged = last - third <= settings.tolerance() * Math.max(1, Math.abs(last));
        q.store(posterior);
    }

    private void descend(EncoderStart from, PointDescent points, RecordObjective record, PosteriorModes posterior) {
        float[] encoded = from.encode(record.cells());
        double before = points.start(record, encoded, false, settings.rate(0));
        double last = before;
        for (int t = 0; t < settings.steps(); t++) {
            before = last;
            last = points.step(record);
        }
        converged = before - last <= settings.tolerance() * Math.max(1, Math.abs(last));
        System.arraycopy(points.point(), 0, found, 0, found.length / 2);
        q.start(found);
        q.store(posterior);
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
