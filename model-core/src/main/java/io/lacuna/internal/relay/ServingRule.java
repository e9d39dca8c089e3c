package io.lacuna.internal.relay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How exactly a record is filled, against what it costs. Part of a model, because filled values and intervals depend on it.
 *
 * <p>A record keeps the relays of a fit with a posterior probability of at least the smaller of two bounds. The others are
 * left out before their conditional normals are computed, and the probabilities of the kept ones are scaled to sum to 1.
 *
 * @param share a probability
 * @param ofMost a share of the probability of the most probable relay: if no relay stands out, for example among hundreds of
 *     relays with nothing observed, the most probable ones are kept although their probabilities are small
 * @param tolerance the distance in probability at which the search for an end of an interval takes its last step, where the
 *     cdf has no steps
 */
public record ServingRule(double share, double ofMost, double tolerance) {
    /** Far enough below 1 that rounding never leaves out the most probable relay. */
    private static final double MOST = 0.5;

    private static final double MOST_TOLERANCE = 0.05;
    private static final double COARSE = 0.02;

    /** The rule of models that do not hold one. */
    public static final ServingRule FIRST = new ServingRule(0.01, 0.1, 0.01);

    /**
     * The rule with this share, also of the most probable relay's probability where that is more than in the first rule.
     * Above the first rule's share the search ends sooner, too.
     */
    public static ServingRule of(double share) {
        return new ServingRule(share, Math.max(share, FIRST.ofMost), share > FIRST.share ? COARSE : FIRST.tolerance);
    }

    /**
     * @throws IllegalArgumentException if a number is not above 0, or too large
     */
    public ServingRule {
        String wrong = wrong(share, ofMost, tolerance);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private static String wrong(double share, double ofMost, double tolerance) {
        boolean right = share > 0 && share <= MOST && ofMost > 0 && ofMost <= MOST;
        return right && tolerance > 0 && tolerance <= MOST_TOLERANCE
                ? ""
                : "a rule of " + share + ", " + ofMost + " and " + tolerance + "; above 0, at most " + MOST + ", "
                        + MOST + " and " + MOST_TOLERANCE;
    }

    public void write(DataOutput out) throws IOException {
        out.writeDouble(share);
        out.writeDouble(ofMost);
        out.writeDouble(tolerance);
    }

    /** Reads what {@link #write} wrote. */
    public static ServingRule read(DataInput in) throws IOException {
        double share = in.readDouble();
        double ofMost = in.readDouble();
        double tolerance = in.readDouble();
        String wrong = wrong(share, ofMost, tolerance);
        if (!wrong.isEmpty()) {
            throw new IOException(wrong);
        }
        return new ServingRule(share, ofMost, tolerance);
    }
}
