package io.lacuna.inference;

/**
 * How a search for a posterior runs; part of a member.
 *
 * @param steps optimizer steps a record, at most
 * @param rate of Adam at the first step; falls to zero along a cosine
 * @param point whether the posterior's sd is fixed at zero
 * @param tolerance relative change of the objective below which a search counts as ended
 */
public record SearchSettings(int steps, double rate, boolean point, double tolerance) {
    public SearchSettings {
        if (steps < 0 || !(rate > 0)) {
            throw new IllegalArgumentException("steps must not be negative and rate positive: " + steps + ", " + rate);
        }
    }

    /** The rate at step t, from 0. */
    public double rate(int t) {
        return rate * 0.5 * (1 + StrictMath.cos(Math.PI * t / Math.max(1, steps)));
    }

    /** With the caller's cap and tolerance. */
    SearchSettings limitedBy(InferenceSettings asked) {
        int most = asked.maxIterations() == 0 ? steps : asked.maxIterations();
        return new SearchSettings(most, rate, point, asked.tolerance());
    }
}
