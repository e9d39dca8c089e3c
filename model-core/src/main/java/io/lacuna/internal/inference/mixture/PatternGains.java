package io.lacuna.internal.inference.mixture;

/**
 * What each relay makes of the features that a pattern misses, once those it observes are known: the gains W = L^-1 S_om
 * and the conditional deviations. Two layouts, one arithmetic: {@link BlockGains} for few cells, {@link RelayGains} for
 * many. Owned by one kernel.
 */
interface PatternGains {

    /** Takes up another pattern, after its Cholesky factors were found. */
    void begin(RelayFactors pattern);

    /**
     * Finds conditional means mu + W'u, deviations and their inverses of the missing features.
     *
     * @param kept relays to do it for; receives the result
     * @param whitened u of all relays, [a][relay]
     */
    void condition(KeptRelays kept, float[][] whitened);

    /** Cell (a, b) of a relay's W; a relay that was kept since {@link #begin}. */
    float gain(int relay, int a, int b);
}
