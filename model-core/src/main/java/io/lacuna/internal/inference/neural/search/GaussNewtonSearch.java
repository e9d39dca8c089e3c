package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.inference.neural.objective.PriorTable;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Damped Gauss-Newton (Levenberg-Marquardt) to the modes of the posterior, each with a full-covariance normal about it
 * (Laplace): {@code F(z) = -log p(x|z) + |z|^2 / 2} is lowered by solving the k x k system {@code (J' H J + (1 +
 * damping) I) step = -F'(z)} with the exact Jacobian J of the decoder. Of a ReLU decoder F is made of smooth pieces: where
 * the whole step goes beyond its piece and rises again, a part of it is taken, which costs a decoding and no new system.
 *
 * <p>A ReLU decoder's posterior has several modes where few cells are observed, so a few starts are tried: where the
 * pseudo-encoder points (or zero without one) and the prior's draws that explain the record best. The modes found stand
 * beside each other with their evidence, {@code exp(-F) |precision|^-1/2}; equal ones count once. Where many cells are
 * observed the encoder's start is enough, and without one two starts that end in one mode.
 */
public final class GaussNewtonSearch implements PosteriorSearch {
    public static final int STARTS = 4;
    private static final double FIRST_DAMPING = 0.1;
    private static final double MIN_DAMPING = 1e-6;
    private static final double MAX_DAMPING = 1e8;
    private static final double MIN_RIDGE = 1e-3;
    private static final double SAME_MODE = 0.25;

    /** A step that gains less than the tolerance times this many nats ends a descent: a mode's share hardly feels it. */
    private static final double NATS = 500;

    /** A step that gains this part of its promise needs no shorter one beside it. */
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
    private final float[] apart;
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
        apart = new float[k];
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
        climb(record, posterior);
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
            climb(record, posterior);
            settled = many && posterior.count() == 1;
        }
    }

    /**
     * Descends from one start alone and tells F after every step: for those who count steps.
     *
     * @param energies F at the start, then after each step; the last value is repeated where the search ended before
     */
    public static void trace(RecordObjective record, float[] start, double[] energies) {
        for (int t = 0; t < energies.length; t++) {
            SearchSettings settings = new SearchSettings(t, 1, false, 0);
            GaussNewtonSearch search = new GaussNewtonSearch(record, null, null, settings);
            System.arraycopy(start, 0, search.z, 0, search.k);
            PosteriorModes found = new PosteriorModes(search.k, 1);
            search.climb(record, found);
            energies[t] = search.energy;
        }
    }

    private void climb(RecordObjective record, PosteriorModes posterior) {
        double ridge = ridge(record);
        double damping = FIRST_DAMPING;
        energy = linearize(record, ridge);
        boolean ended = false;
        for (int t = 0; t < settings.steps() && !ended; t++) {
            damped.solve(curvature, ridge + damping, gradient, step);
            double promised = 0.5 * slope();
            if (promised <= settings.tolerance() * Math.max(NATS, Math.abs(energy))) {
                // The last step is taken unseen: what it changes is below what counts.
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

    /** The less of a step could be taken, the shorter the next one: on the scale of the curvature, which is that of F. */
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

    /** Weight of |z|^2 / 2 in F. */
    static double ridge(RecordObjective record) {
        return Math.max(MIN_RIDGE, record.decoder().objective().klWeight());
    }

    private void move(double share) {
        for (int a = 0; a < k; a++) {
            z[a] -= (float) (share * step[a]);
        }
    }

    /** F' step: twice what the step gains where F is the parabola it is taken for. */
    private double slope() {
        double sum = 0;
        for (int a = 0; a < k; a++) {
            sum += (double) gradient[a] * step[a];
        }
        return sum;
    }

    /**
     * Share of the step that lowers F: the whole where it keeps its promise, else the first after which the next is no
     * better; 0 where none lowers it.
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

    /** F at z, its gradient and, but for the ridge, its Gauss-Newton curvature. */
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

    /** Whether a mode found before lies within half a standard deviation. */
    private boolean known(PosteriorModes posterior) {
        for (int m = 0; m < posterior.count(); m++) {
            for (int a = 0; a < k; a++) {
                apart[a] = (float) (z[a] - posterior.mean(m)[a]);
            }
            double sum = 0;
            for (int a = 0; a < k; a++) {
                double y = DampedStep.dot(damped.factor[a], apart, a);
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
