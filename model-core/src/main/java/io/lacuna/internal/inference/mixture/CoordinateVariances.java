package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.numerics.ArrayLoops;
import java.util.Arrays;

/**
 * Posterior variances of the latent coordinates in one relay: v'(S_mm - W'W)v for each axis v. They depend only on the
 * pattern of missing cells, so they are computed once per pattern and relay. Mutable; one kernel owns it.
 */
final class CoordinateVariances {
    private final RelayTables tables;

    /** [relay of the designated fit][axis]; NaN at axis 0 means not yet computed. */
    private final float[][] found;

    private final float[] sums;

    CoordinateVariances(RelayTables tables) {
        this.tables = tables;
        sums = new float[tables.code.coordinates()];
        found = new float[tables.code.relays()][sums.length];
    }

    static long bytes(RelayTables tables) {
        return (long) tables.code.relays() * (16 + 4L * tables.code.coordinates());
    }

    /** Discards all variances, for another pattern. */
    void begin() {
        for (float[] variances : found) {
            Arrays.fill(variances, Float.NaN);
        }
    }

    /**
     * The variance along each axis.
     *
     * @param relay a kept relay of the designated fit
     */
    float[] of(RelayFactors pattern, int relay) {
        float[] variances = found[relay - tables.first[tables.code.fit()]];
        if (variances.length > 0 && Float.isNaN(variances[0])) {
            project(pattern, relay, variances);
        }
        return variances;
    }

    private void project(RelayFactors pattern, int relay, float[] into) {
        float[] covariance = tables.covarianceOf[relay];
        float[][] axes = tables.code.axes();
        int q = into.length;
        Arrays.fill(into, 0);
        for (int b = 0; b < pattern.m; b++) {
            int j = pattern.missing[b];
            Arrays.fill(sums, 0);
            ArrayLoops.addMultiple(sums, 0.5f * RelayTables.cell(covariance, j, j), axes[j], q);
            for (int c = 0; c < b; c++) {
                int other = pattern.missing[c];
                ArrayLoops.addMultiple(sums, RelayTables.cell(covariance, j, other), axes[other], q);
            }
            ArrayLoops.addTwice(into, axes[j], sums, q);
        }
        for (int a = 0; a < pattern.o; a++) {
            Arrays.fill(sums, 0);
            for (int b = 0; b < pattern.m; b++) {
                ArrayLoops.addMultiple(sums, pattern.gains().gain(relay, a, b), axes[pattern.missing[b]], q);
            }
            ArrayLoops.subtractProduct(into, sums, sums, q);
        }
        for (int v = 0; v < q; v++) {
            into[v] = Math.max(into[v], 0);
        }
    }
}
