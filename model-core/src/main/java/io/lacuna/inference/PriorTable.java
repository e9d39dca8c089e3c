package io.lacuna.inference;

import io.lacuna.decoder.Decoder;

/**
 * A fixed table of draws from the prior, decoded once: where a record's posterior may have modes, at the price of one
 * likelihood a point. Mutable in its answers about the last record, owned by one thread.
 */
final class PriorTable {
    private static final int MOST = 512;
    private static final int LEAST = 64;
    private static final int MAX_NUMBERS = 1 << 17;

    private final float[][] z;
    private final float[][] outputs;
    private final double[] logDensity;
    private final float[] scratch;

    PriorTable(Decoder decoder) {
        int width = decoder.network().out();
        int count = Math.max(LEAST, Math.min(MOST, MAX_NUMBERS / width));
        z = FixedNoise.rows("prior", count, decoder.latentSize());
        outputs = new float[count][];
        NetworkWorkspace network = new NetworkWorkspace(decoder.network());
        for (int t = 0; t < count; t++) {
            outputs[t] = network.forward(z[t]).clone();
        }
        logDensity = new double[count];
        scratch = new float[width];
    }

    int size() {
        return z.length;
    }

    float[] z(int t) {
        return z[t];
    }

    float[] outputs(int t) {
        return outputs[t];
    }

    /** Log density of the record's observed cells at point t. */
    double logDensity(int t) {
        return logDensity[t];
    }

    void evaluate(RecordObjective record) {
        for (int t = 0; t < z.length; t++) {
            logDensity[t] = record.logDensity(outputs[t], scratch);
        }
    }

    /** Places of the points of highest density of the record, best first. */
    void best(int[] places) {
        for (int m = 0; m < places.length; m++) {
            int best = -1;
            for (int t = 0; t < z.length; t++) {
                if ((best < 0 || logDensity[t] > logDensity[best]) && !contains(places, m, t)) {
                    best = t;
                }
            }
            places[m] = best;
        }
    }

    private static boolean contains(int[] places, int count, int place) {
        for (int m = 0; m < count; m++) {
            if (places[m] == place) {
                return true;
            }
        }
        return false;
    }
}
