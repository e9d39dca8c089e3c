package io.lacuna.internal.inference.neural.search;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;

/**
 * Settings of a posterior search; stored with a member. Immutable.
 *
 * @param steps largest number of optimizer steps per record
 * @param rate of Adam at the first step; it falls to zero along a cosine
 * @param point whether the posterior's sd is fixed at zero
 * @param tolerance relative change of the objective below which a search counts as converged
 * @param samples draws of the code per step, for the methods of qavi
 * @param beta weight of the KL divergence relative to the decoder's own, for the methods of qavi
 */
public record SearchSettings(int steps, double rate, boolean point, double tolerance, int samples, double beta) {
    /** With more steps, one record would block a stream for too long. */
    public static final int MAX_STEPS = 100_000;

    /** Adam's first rate, unless one was fitted. */
    public static final double RATE = 0.1;

    /** The same for the methods of qavi, as published. */
    private static final double QAVI_RATE = 1;

    public static final double TOLERANCE = 1e-4;

    /** Draws per step of {@code qavi}: the supplement finds no loss from 100 to 10. */
    private static final int SAMPLES = 10;

    /** A mixture needs more draws, so that each component has some; so does a flow, to see all of its shape. */
    private static final int RICH_SAMPLES = 20;

    /** More draws per step would block a stream for too long. */
    public static final int MAX_SAMPLES = 1000;

    /** For methods that draw once per step. */
    public SearchSettings(int steps, double rate, boolean point, double tolerance) {
        this(steps, rate, point, tolerance, SAMPLES, 1);
    }

    public SearchSettings {
        if (samples < 1 || samples > MAX_SAMPLES || !(beta >= 0 && beta <= 1000)) {
            throw new IllegalArgumentException(
                    "a search of " + samples + " draws per step and beta " + beta + " is out of range");
        }
        if (steps < 0 || steps > MAX_STEPS || !(rate > 0 && rate <= 10) || !(tolerance >= 0)) {
            throw new IllegalArgumentException("a search of " + steps + " steps at rate " + rate + " and tolerance "
                    + tolerance + " is out of range");
        }
    }

    /** The default settings of a method. */
    public static SearchSettings of(NeuralMethod method, boolean point) {
        double rate = switch (method) {
            case QAVI, QAVI_MIXTURE, QAVI_FLOW, QAVI_FEATURE -> QAVI_RATE;
            default -> RATE;
        };
        boolean several = method == NeuralMethod.QAVI_MIXTURE || method == NeuralMethod.QAVI_FLOW;
        return new SearchSettings(method.steps(), rate, point, TOLERANCE, several ? RICH_SAMPLES : SAMPLES, 1);
    }

    /** The rate at step t, from 0. */
    public double rate(int t) {
        return rate * 0.5 * (1 + StrictMath.cos(Math.PI * t / Math.max(1, steps)));
    }

    /**
     * The rates of all steps, computed once: a cosine allocates on newer JDKs, and the rates are the same for every
     * record.
     */
    double[] rates() {
        double[] rates = new double[steps];
        for (int t = 0; t < steps; t++) {
            rates[t] = rate(t);
        }
        return rates;
    }

    /** For a posterior that an encoder gives: no step, which counts as converged. */
    public SearchSettings withoutSteps() {
        return new SearchSettings(0, rate, point, 0, samples, beta);
    }

    /** These settings with the caller's steps, largest number of steps, and tolerance. */
    public SearchSettings limitedBy(InferenceSettings requested) {
        int wanted = requested.steps() == InferenceSettings.OWN_STEPS ? steps : requested.steps();
        int limit = requested.maxIterations() == 0 ? MAX_STEPS : requested.maxIterations();
        return new SearchSettings(
                Math.min(wanted, Math.min(limit, MAX_STEPS)), rate, point, requested.tolerance(), samples, beta);
    }
}
