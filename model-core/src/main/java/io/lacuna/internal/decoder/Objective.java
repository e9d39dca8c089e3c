package io.lacuna.internal.decoder;

/**
 * What a decoder was fitted to maximize, and therefore what inference maximizes: {@code E_q[log p(x|z)] - klWeight KL(q
 * || N(0, I))}, over observed cells only. Immutable.
 *
 * @param squaredError true: continuous features have plain squared error as in relay-vi and pe-svi, {@code log p(x|z) =
 *     -(x - mean)^2}; false: normal likelihood with the learned noise variance
 * @param klWeight 1 for the evidence lower bound, 0 for reconstruction only (pe-svi 4.2)
 */
public record Objective(boolean squaredError, double klWeight) {
    /** The evidence lower bound with learned noise. */
    public static final Objective EVIDENCE = new Objective(false, 1);

    public Objective {
        if (!(klWeight >= 0)) {
            throw new IllegalArgumentException("kl.weight must not be negative, not " + klWeight);
        }
    }

    /**
     * The variance that gives the normal likelihood this objective's gradient. Squared error corresponds to a variance
     * of one half.
     *
     * @param learned the learned noise variance, in standard units squared
     */
    public double variance(double learned) {
        return squaredError ? 0.5 : learned;
    }
}
