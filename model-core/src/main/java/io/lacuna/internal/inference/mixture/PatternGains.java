package io.lacuna.internal.inference.mixture;

/**
 * For each relay, how the missing features of a pattern depend on the observed ones: the gains W = L^-1 S_om and the
 * conditional standard deviations. There are two layouts with the same arithmetic: {@link BlockGains} for few cells,
 * {@link RelayGains} for many. Mutable; one kernel owns it.
 */
interface PatternGains {

    /** Prepares for another pattern, whose Cholesky factors are already computed. */
    void begin(RelayFactors pattern);

    /**
     * Computes the conditional means mu + W'u and standard deviations of the missing features.
     *
     * @param kept the relays to compute; receives the result
     * @param whitened u of all relays, [a][relay]
     */
    void condition(KeptRelays kept, float[][] whitened);

    /** Element (a, b) of W in one relay. The relay must have been kept since the last {@link #begin}. */
    float gain(int relay, int a, int b);
}
