package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.inference.neural.objective.PriorTable;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Damped Gauss-Newton (Levenberg-Marquardt) search for the modes of the posterior, each with a full-covariance normal
 * around it (Laplace). It minimizes {@code F(z) = -log p(x|z) + |z|^2 / 2}. Each step solves the k x k system {@code
 * (J' H J + (1 + damping) I) step = -F'(z)} with the exact Jacobian J of the decoder. For a ReLU decoder, F consists of
 * smooth pieces. If the full step leaves its piece and F rises again, the search takes a part of the step; this costs
 * one decoding and no new system.
 *
 * <p>With few observed cells, the posterior of a ReLU decoder has several modes. The search therefore uses several
 * starts: the pseudo-encoder's output (zero without an encoder), and the prior draws that explain the record best.
 * Modes are weighted by their evidence, {@code exp(-F) |precision|^-1/2}; equal modes count once. With many observed
 * cells, the encoder's start is enough; without an encoder, two starts that reach the same mode are. Mutable; one
 * thread owns it.
 */
public final class GaussNewtonSearch implements PosteriorSearch {
    public static final int STARTS = 4;
    private static final double FIRST_DAMPING = 0.1;
    private static final double MIN_DAMPING = 1e-6;
    private static final double MAX_DAMPING = 1e8;
    private static final double MIN_RIDGE = 1e-3;
    private static final double SAME_MODE = 0.25;

    /**
     * A step that gains less than the tolerance times this many nats ends a descent: it hardly changes the weight of a
     * mode.
     */
    private static final double NATS = 500;

    /** A step that gains at least this fraction of its predicted gain is taken without trying a shorter one. */
    private static final double KEPT = 0.1;

    private static final double[] SHARES = {1, 0.6, 0.3, 0.1};

    private final @Nullable PriorTable anchors;
    private final @Nullable EncoderStart encoder;
    private final SearchSettings settings;
    private final int k;
    private final int[] places = new int[STARTS - 1];
    private final float[] z;
    private final float[] trial;
    private final float[] gradient;
    private final DampedStep damped;
    private float[][] curvature;
    private final float[] step;
    private final float[] difference;
    private int steps;
    private double energy;
    private boolean converged;

    public GaussNewtonSearch(
            RecordObjective record,
            @Nullable PriorTable anchors,
            @Nullable EncoderStart encoder,
            SearchSettings settings) {
        this.anchors = anchors;
        this.encoder = encoder;
        this.settings = settings;
        k = record.decoder().latentSize();
        z = new float[k];
        trial = new float[k];
        gradient = new float[k];
        damped = new DampedStep(k);
        curvature = new float[k][k];
        step = new float[k];
        difference = new float[k];
    }

    @Override
    public void search(RecordObjective record, PosteriorModes posterior) {
        posterior.clear();
        steps = 0;
        converged = true;
        Arrays.fill(z, 0);
        if (encoder != null) {
            System.arraycopy(encoder.encode(record.cells()), 0, z, 0, k);
        }
        descend(record, posterior);
        if (anchors == null) {
            return;
        }
        boolean many = record.settled();
        boolean settled = many && encoder != null;
        if (!settled) {
            anchors.best(places);
        }
        for (int i = 0; i < places.length && !settled; i++) {
            System.arraycopy(anchors.z(places[i]), 0, z, 0, k);
            descend(record, posterior);
            settled = many && posterior.count() == 1;
        }
    }

    /**
     * Descends from one start only and records F after every step, to compare step counts.
     *
     * @param energies receives F at the start and after each step; the last value repeats if the search ended earlier
     */
    public static void trace(RecordObjective record, float[] start, double[] energies) {
        for (int t = 0; t < energies.length; t++) {
            SearchSettings settings = new SearchSettings(t, 1, false, 0);
            GaussNewtonSearch search = new GaussNewtonSearch(record, null, null, settings);
            System.arraycopy(start, 0, search.z, 0, search.k);
            PosteriorModes found = new PosteriorModes(search.k, 1);
            search.descend(record, found);
            energies[t] = search.energy;
        }
    }

    private void descend(RecordObjective record, PosteriorModes posterior) {
        double ridge = ridge(record);
        double damping = FIRST_DAMPING;
        energy = linearize(record, ridge);
        boolean ended = false;
        for (int t = 0; t < settings.steps() && !ended; t++) {
            damped.solve(curvature, ridge + damping, gradient, step);
            double promised = 0.5 * slope();
            if (promised <= settings.tolerance() * Math.max(NATS, Math.abs(energy))) {
                // The last step is taken without evaluation: its effect is below the tolerance.
                move(1);
                energy -= promised;
                ended = true;
                break;
            }
            steps++;
            double share = bestShare(record, ridge, promised);
            if (share > 0) {
                move(share);
                double before = energy;
                energy = linearize(record, ridge);
                ended = before - energy <= settings.tolerance() * Math.max(NATS, Math.abs(energy));
            } else {
                ended = damping > MAX_DAMPING;
            }
            damping = nextDamping(damping, share, ridge);
        }
        converged &= ended;
        damped.factor(curvature, ridge);
        if (!known(posterior)) {
            posterior.addFull(z, damped.factor, -energy);
        }
    }

    /** The smaller the accepted part of a step, the larger the next damping, on the scale of the curvature of F. */
    private double nextDamping(double damping, double share, double ridge) {
        if (share == 1) {
            return Math.max(MIN_DAMPING, damping / 10);
        }
        double trace = 0;
        for (int a = 0; a < k; a++) {
            trace += curvature[a][a];
        }
        double least = (1 - share) * (1 - share) * (ridge + trace / k);
        return Math.max(share == 0 ? 8 * damping : damping, least);
    }

    /** The weight of |z|^2 / 2 in F. */
    static double ridge(RecordObjective record) {
        return Math.max(MIN_RIDGE, record.decoder().objective().klWeight());
    }

    private void move(double share) {
        for (int a = 0; a < k; a++) {
            z[a] -= (float) (share * step[a]);
        }
    }

    /** F' step: twice the gain of the step if F is exactly quadratic. */
    private double slope() {
        double sum = 0;
        for (int a = 0; a < k; a++) {
            sum += (double) gradient[a] * step[a];
        }
        return sum;
    }

    /**
     * The share of the step to take. It is the full step if that gains enough; otherwise the first share that lowers F
     * before a smaller share no longer improves; 0 if none lowers F.
     */
    private double bestShare(RecordObjective record, double ridge, double promised) {
        double lowest = energy;
        double best = 0;
        for (double share : SHARES) {
            for (int a = 0; a < k; a++) {
                trial[a] = z[a] - (float) (share * step[a]);
            }
            double next = -record.logLikelihood(trial) + ridge * halfSquare(trial);
            if (next < lowest) {
                lowest = next;
                best = share;
                if (energy - next >= KEPT * promised) {
                    break;
                }
            } else if (best > 0) {
                break;
            }
        }
        return best;
    }

    /** F at z, its gradient, and its Gauss-Newton curvature without the ridge. */
    private double linearize(RecordObjective record, double ridge) {
        double logLikelihood = record.gradient(z, gradient);
        for (int a = 0; a < k; a++) {
            gradient[a] = (float) (ridge * z[a]) - gradient[a];
        }
        curvature = record.curvature();
        return -logLikelihood + ridge * halfSquare(z);
    }

    private double halfSquare(float[] point) {
        double sum = 0;
        for (float value : point) {
            sum += 0.5 * value * value;
        }
        return sum;
    }

    /** Whether an earlier mode lies within half a standard deviation of z. */
    private boolean known(PosteriorModes posterior) {
        for (int m = 0; m < posterior.count(); m++) {
            for (int a = 0; a < k; a++) {
                difference[a] = (float) (z[a] - posterior.mean(m)[a]);
            }
            double sum = 0;
            for (int a = 0; a < k; a++) {
                double y = DampedStep.dot(damped.factor[a], difference, a);
                sum += y * y;
            }
            if (sum < SAME_MODE) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public boolean converged() {
        return converged;
    }
}
