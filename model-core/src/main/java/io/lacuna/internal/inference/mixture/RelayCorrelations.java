package io.lacuna.internal.inference.mixture;

/**
 * Correlations of missing features, given the weights of the kept relays: within the relays and between them. Standard
 * units and rank-normal scores have each their own; the result is their average by weight. One kernel owns it.
 */
final class RelayCorrelations {
    private final KeptRelays kept;

    RelayCorrelations(KeptRelays kept) {
        this.kept = kept;
    }

    /** Correlation of missing features b and c, b unlike c. */
    double of(int b, int c) {
        return of(b, c, 0, kept.standardized) + of(b, c, kept.standardized, kept.count);
    }

    /** The correlation in the relays from one place to another, times their weight. */
    private double of(int b, int c, int from, int to) {
        float[] first = kept.means(b);
        float[] second = kept.means(c);
        double weight = 0;
        double one = 0;
        double two = 0;
        for (int i = from; i < to; i++) {
            weight += kept.share[i];
            one += kept.share[i] * first[i];
            two += kept.share[i] * second[i];
        }
        if (weight == 0) {
            return 0;
        }
        one /= weight;
        two /= weight;
        double squareOne = 0;
        double squareTwo = 0;
        double product = 0;
        for (int i = from; i < to; i++) {
            double sdOne = kept.deviations(b)[i];
            double sdTwo = kept.deviations(c)[i];
            double apartOne = first[i] - one;
            double apartTwo = second[i] - two;
            squareOne += kept.share[i] * (sdOne * sdOne + apartOne * apartOne);
            squareTwo += kept.share[i] * (sdTwo * sdTwo + apartTwo * apartTwo);
            product += kept.share[i] * (kept.covariance(i, b, c) + apartOne * apartTwo);
        }
        double correlation = product / Math.sqrt(squareOne * squareTwo);
        return weight * Math.max(-1, Math.min(1, correlation));
    }
}
