package io.lacuna.internal.inference.neural.search;

import io.lacuna.inference.InferenceSettings;

/**
 * How a search for a posterior runs; part of a member.
 *
 * @param steps optimizer steps a record, at most
 * @param rate of Adam at the first step; falls to zero along a cosine
 * @param point whether the posterior's sd is fixed at zero
 * @param tolerance relative change of the objective below which a search counts as ended
 */
public record SearchSettings(int steps, double rate, boolean point, double tolerance) {
    /** More steps than this a record would hold up a stream for good. */
    public static final int MAX_STEPS = 100_000;

    public SearchSettings {
        if (steps < 0 || steps > MAX_STEPS || !(rate > 0 && rate <= 10) || !(tolerance >= 0)) {
            throw new IllegalArgumentException("a search of " + steps + " steps at rate " + rate + " and tolerance "
                    + tolerance + " is out of range");
        }
    }

    /** The rate at step t, from 0. */
    public double rate(int t) {
        return rate * 0.5 * (1 + StrictMath.cos(Math.PI * t / Math.max(1, steps)));
    }

    /** The rates of all steps: a cosine allocates on newer JDKs, and is the same for every record. */
    double[] rates() {
        double[] rates = new double[steps];
        for (int t = 0; t < steps; t++) {
            rates[t] = rate(t);
        }
        return rates;
    }

    /** With the caller's steps, cap and tolerance. */
    public SearchSettings limitedBy(InferenceSettings asked) {
        int wanted = asked.steps() == InferenceSettings.OWN_STEPS ? steps : asked.steps();
        int most = asked.maxIterations() == 0 ? MAX_STEPS : asked.maxIterations();
        return new SearchSettings(Math.min(wanted, Math.min(most, MAX_STEPS)), rate, point, asked.tolerance());
    }
}
