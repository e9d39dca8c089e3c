package io.lacuna.internal.decoder;

/**
 * What a decoder was fitted to maximize, and so what inference with it maximizes: {@code E_q[log p(x|z)] - klWeight
 * KL(q || N(0, I))}, observed cells only.
 *
 * @param squaredError true: plain squared error of continuous features as relay-vi and pe-svi use it, {@code log p(x|z)
 *     = -(x - mean)^2}; false: normal with the noise that was learned
 * @param klWeight 1 for the evidence bound, 0 for reconstruction alone (pe-svi 4.2)
 */
public record Objective(boolean squaredError, double klWeight) {
    /** The evidence lower bound with learned noise. */
    public static final Objective EVIDENCE = new Objective(false, 1);

    public Objective {
        if (!(klWeight >= 0)) {
            throw new IllegalArgumentException("kl.weight must not be negative, not " + klWeight);
        }
    }

    /** The variance with which the normal likelihood has this objective's gradient: squared error weighs like one half. */
    public double variance(double learned) {
        return squaredError ? 0.5 : learned;
    }
}
