package io.lacuna.inference;

import io.lacuna.data.Packed;

/**
 * What all records that miss the same continuous features share: for each relay the inverse Cholesky factor of its
 * observed part, and, once asked for, the gains and conditional variances of its missing part. A slot is overwritten when
 * its pattern makes room for another; the numbers it holds depend on the pattern alone, so a hit and a miss answer alike.
 *
 * <p>Owned by one kernel, not thread-safe.
 */
final class PatternFactors {
    private final RelayTables tables;
    private final int d;
    /** Bit j set where continuous feature j is observed. */
    final long[] pattern;

    boolean used;
    final int[] observed;
    final int[] missing;
    int o;
    int m;

    /** For each relay the rows of L^-1, packed: o (o + 1) / 2. */
    private final float[][] inverse;
    /** For each relay W = L^-1 S_om by observed row: o x m. */
    private final float[][] gains;
    /** For each relay the conditional standard deviation of each missing feature. */
    private final float[][] deviations;

    private final boolean[] gained;
    private final double[] halfLogDeterminant;

    PatternFactors(RelayTables tables) {
        this.tables = tables;
        d = tables.continuous.length;
        pattern = new long[(d + 63) / 64];
        observed = new int[d];
        missing = new int[d];
        int relays = tables.relays();
        inverse = new float[relays][d * (d + 1) / 2];
        gains = new float[relays][(d / 2) * (d - d / 2)];
        deviations = new float[relays][d];
        gained = new boolean[relays];
        halfLogDeterminant = new double[relays];
    }

    /** Bytes a slot holds, by which a cache bounds their number. */
    static long bytes(int relays, int d) {
        return relays * (4L * (d * (d + 1) / 2 + (d / 2) * (d - d / 2) + d) + 64);
    }

    boolean holds(long[] other) {
        if (!used) {
            return false;
        }
        for (int w = 0; w < pattern.length; w++) {
            if (pattern[w] != other[w]) {
                return false;
            }
        }
        return true;
    }

    /** Makes the slot speak for another pattern. */
    void compute(long[] other, double[][] scratch) {
        System.arraycopy(other, 0, pattern, 0, pattern.length);
        used = true;
        o = 0;
        m = 0;
        for (int j = 0; j < d; j++) {
            if ((other[j >> 6] >>> j & 1) != 0) {
                observed[o++] = j;
            } else {
                missing[m++] = j;
            }
        }
        for (int k = 0; k < tables.relays(); k++) {
            gained[k] = false;
            halfLogDeterminant[k] = Packed.cholesky(tables.covariances[k], observed, o, scratch);
            invert(scratch, inverse[k]);
        }
    }

    /** Rows of L^-1, each from the rows above it. */
    private void invert(double[][] l, float[] packed) {
        for (int a = 0; a < o; a++) {
            double[] row = l[a];
            int at = a * (a + 1) / 2;
            double pivot = 1 / row[a];
            for (int b = 0; b < a; b++) {
                double sum = 0;
                for (int c = b; c < a; c++) {
                    sum += row[c] * packed[c * (c + 1) / 2 + b];
                }
                packed[at + b] = (float) (-sum * pivot);
            }
            packed[at + a] = (float) pivot;
        }
    }

    double halfLogDeterminant(int relay) {
        return halfLogDeterminant[relay];
    }

    /**
     * u = L^-1 r and its squared length.
     *
     * @param r o deviations from the relay's centre
     * @param u receives o numbers
     */
    double whiten(int relay, double[] r, double[] u) {
        float[] rows = inverse[relay];
        double square = 0;
        int at = 0;
        for (int a = 0; a < o; a++) {
            double sum = 0;
            for (int b = 0; b <= a; b++) {
                sum += rows[at + b] * r[b];
            }
            at += a + 1;
            u[a] = sum;
            square += sum * sum;
        }
        return square;
    }

    /** Conditional means of the missing features: centre + W'u, m numbers in the fit's space. */
    void conditionalMeans(int relay, double[] u, double[] into) {
        if (!gained[relay]) {
            gain(relay);
        }
        double[] centre = tables.centres[relay];
        for (int b = 0; b < m; b++) {
            into[b] = centre[missing[b]];
        }
        float[] w = gains[relay];
        for (int a = 0; a < o; a++) {
            double ua = u[a];
            int at = a * m;
            for (int b = 0; b < m; b++) {
                into[b] += w[at + b] * ua;
            }
        }
    }

    /** Conditional standard deviation of the b-th missing feature; after {@link #conditionalMeans} of that relay. */
    double conditionalSd(int relay, int b) {
        return deviations[relay][b];
    }

    /** Conditional covariance of two missing features: S_bc - W_b'W_c. */
    double conditionalCovariance(int relay, int b, int c) {
        float[] w = gains[relay];
        double sum = Packed.at(tables.covariances[relay], missing[b], missing[c]);
        for (int a = 0; a < o; a++) {
            sum -= (double) w[a * m + b] * w[a * m + c];
        }
        return sum;
    }

    private void gain(int relay) {
        gained[relay] = true;
        float[] rows = inverse[relay];
        float[] w = gains[relay];
        double[][] covariance = tables.covariances[relay];
        for (int b = 0; b < m; b++) {
            int j = missing[b];
            double left = covariance[j][j];
            int at = 0;
            for (int a = 0; a < o; a++) {
                double sum = 0;
                for (int c = 0; c <= a; c++) {
                    sum += rows[at + c] * Packed.at(covariance, observed[c], j);
                }
                at += a + 1;
                w[a * m + b] = (float) sum;
                left -= sum * sum;
            }
            deviations[relay][b] = (float) Math.sqrt(Math.max(left, 1e-8));
        }
    }
}
