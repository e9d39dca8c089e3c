package io.lacuna.internal.inference.neural.objective;

import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.NumberHead;
import io.lacuna.internal.decoder.OutputHead;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A fixed table of prior draws, decoded once. It shows where a record's posterior may have modes, at the cost of one
 * likelihood per draw. It holds the density of the current record: mutable; one thread owns it.
 */
public final class PriorTable {
    private static final int MOST = 512;
    private static final int LEAST = 64;
    private static final int MAX_NUMBERS = 1 << 17;

    private final Decoder decoder;
    private final float[][] z;
    private final float[][] outputs;

    /**
     * For each feature, the part of its likelihood that depends on the draw, [category][draw]: the output of a
     * continuous feature, or minus the log probability of each category.
     */
    private final float[][][] columns;

    private final double[] halfLogTwoPiVariance;
    private final float[] sum;
    private final float[] scratch;
    private final double[] logDensity;
    private @Nullable RecordObjective pending;

    public PriorTable(Decoder decoder) {
        this.decoder = decoder;
        int width = decoder.network().out();
        int count = Math.max(LEAST, Math.min(MOST, MAX_NUMBERS / width));
        z = FixedNoise.rows("prior", count, decoder.latentSize());
        outputs = new float[count][];
        NetworkWorkspace network = new NetworkWorkspace(decoder.network());
        for (int t = 0; t < count; t++) {
            outputs[t] = network.forward(z[t]).clone();
        }
        columns = new float[decoder.heads().length][][];
        halfLogTwoPiVariance = new double[columns.length];
        for (int j = 0; j < columns.length; j++) {
            columns[j] = columns(decoder.heads()[j]);
            halfLogTwoPiVariance[j] = 0.5 * StrictMath.log(2 * Math.PI * decoder.noiseVariance()[j]);
        }
        sum = new float[count];
        scratch = new float[width];
        logDensity = new double[count];
    }

    private float[][] columns(OutputHead head) {
        boolean number = head instanceof NumberHead;
        int categories = head instanceof OutputHead.Bernoulli ? 2 : head.width();
        float[][] made = new float[categories][outputs.length];
        for (int c = 0; c < categories; c++) {
            for (int t = 0; t < outputs.length; t++) {
                double probability = number ? 1 : Math.max(head.probability(outputs[t], c), Double.MIN_NORMAL);
                made[c][t] = number ? outputs[t][head.offset()] : (float) -StrictMath.log(probability);
            }
        }
        return made;
    }

    public int size() {
        return z.length;
    }

    public float[] z(int t) {
        return z[t];
    }

    public float[] outputs(int t) {
        return outputs[t];
    }

    /** Log density of the record's observed cells at draw t, with the learned noise. */
    public double logDensity(int t) {
        if (pending != null) {
            evaluate(pending);
        }
        return logDensity[t];
    }

    /** Sets the record. The densities are computed at the first call of {@link #logDensity}. */
    public void observe(RecordObjective record) {
        pending = record;
    }

    private void evaluate(RecordObjective record) {
        pending = null;
        Arrays.fill(sum, 0);
        double constant = 0;
        for (int i = 0; i < record.observedCount(); i++) {
            int j = record.observed()[i];
            float cell = record.cells()[j];
            if (decoder.heads()[j] instanceof OutputHead.Gaussian) {
                addSquares(cell, columns[j][0], 0.5f / decoder.noiseVariance()[j]);
                constant += halfLogTwoPiVariance[j];
            } else if (decoder.heads()[j] instanceof NumberHead) {
                addLikelihoods(j, cell);
            } else {
                add(columns[j][(int) cell]);
            }
        }
        for (int t = 0; t < z.length; t++) {
            logDensity[t] = -sum[t] - constant;
        }
    }

    /** A number of another family: the output of a draw is at the head's place. */
    private void addLikelihoods(int j, float cell) {
        OutputHead head = decoder.heads()[j];
        for (int t = 0; t < sum.length; t++) {
            sum[t] -= (float) head.logLikelihood(outputs[t], cell, decoder.noiseVariance()[j], scratch);
        }
    }

    private void add(float[] column) {
        for (int t = 0; t < sum.length; t++) {
            sum[t] += column[t];
        }
    }

    private void addSquares(float cell, float[] column, float weight) {
        for (int t = 0; t < sum.length; t++) {
            float difference = cell - column[t];
            sum[t] += weight * difference * difference;
        }
    }

    /** Writes the indices of the draws with the highest density of the record, best first. */
    public void best(int[] places) {
        for (int m = 0; m < places.length; m++) {
            int best = -1;
            for (int t = 0; t < z.length; t++) {
                if ((best < 0 || logDensity(t) > logDensity[best]) && !contains(places, m, t)) {
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
