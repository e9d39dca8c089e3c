package io.lacuna.inference;

import io.lacuna.decoder.Decoder;
import io.lacuna.decoder.Objective;
import java.util.Arrays;

/**
 * The distribution of the missing numbers where the observed cells settle the code: each mode gives a normal, about
 * the decoded mean, with the noise and what the code's own covariance adds by the decoder's slope (delta method),
 * {@code s_j^2 + |C^-1 J_j|^2}. No draws: of a record with many observed cells they only tell the same, at ten times the
 * price. Mutable, owned by one thread.
 */
final class PredictiveNormals implements Predictive {
    /** Codes that so many times as many observed cells speak of are settled by them. */
    private static final int CELLS_A_DIMENSION = 2;

    private final Decoder decoder;
    private final NetworkWorkspace network;
    private final int k;
    private final float[][] rows;
    private final float[][] packed;
    private final float[][] tangents;
    private final float[] z;
    private final float[] column;
    private final int[] missing;
    private final int[] place;
    private final float[][] means;
    private final float[][] variances;
    private final double[] weight;
    private final int[] active;
    private int activeCount;
    private int missingCount;
    private int modes;
    private double logEvidence;

    PredictiveNormals(Decoder decoder) {
        this.decoder = decoder;
        network = new NetworkWorkspace(decoder.network());
        k = decoder.latentSize();
        rows = network.featureRows();
        int outputs = decoder.network().out();
        packed = new float[rows.length][outputs];
        tangents = new float[k][rows.length];
        z = new float[k];
        active = new int[rows.length];
        column = new float[outputs];
        missing = new int[outputs];
        place = new int[outputs];
        means = new float[GaussNewtonSearch.STARTS][outputs];
        variances = new float[GaussNewtonSearch.STARTS][outputs];
        weight = new double[GaussNewtonSearch.STARTS];
    }

    /** Whether a record's observed cells are many enough that its posterior may be taken for a few normals. */
    static boolean settled(RecordObjective record) {
        Objective objective = record.decoder().objective();
        return record.quadratic()
                && record.observedCount()
                        >= CELLS_A_DIMENSION * record.decoder().latentSize()
                && objective.equals(Objective.EVIDENCE);
    }

    /** Takes the modes of a record; false, and nothing else may be asked, where the record is not {@link #settled}. */
    boolean take(RecordObjective record, PosteriorModes posterior) {
        if (!settled(record) || !posterior.full()) {
            return false;
        }
        find(record.cells());
        modes = posterior.count();
        for (int m = 0; m < modes; m++) {
            weight[m] = posterior.weight(m);
            linearize(posterior, m);
        }
        logEvidence = posterior.logEvidence();
        return true;
    }

    private void find(float[] cells) {
        missingCount = 0;
        for (int j = 0; j < cells.length; j++) {
            if (Float.isNaN(cells[j])) {
                place[j] = missingCount;
                missing[missingCount++] = j;
            }
        }
    }

    /** The decoder's last weights of what is active, for missing cells alone, side by side. */
    private void pack() {
        for (int i = 0; i < activeCount; i++) {
            float[] from = rows[active[i]];
            float[] to = packed[active[i]];
            for (int c = 0; c < missingCount; c++) {
                to[c] = from[missing[c]];
            }
        }
    }

    private void linearize(PosteriorModes posterior, int mode) {
        for (int a = 0; a < k; a++) {
            z[a] = (float) posterior.mean(mode)[a];
        }
        float[] outputs = network.forward(z);
        for (int i = 0; i < missingCount; i++) {
            means[mode][i] = outputs[missing[i]];
            variances[mode][i] = decoder.noiseVariance()[missing[i]];
        }
        network.featuresTangents(tangents);
        activeCount = network.activeFeatures(active);
        pack();
        posterior.whiten(mode, tangents);
        for (int a = 0; a < k; a++) {
            slopes(tangents[a]);
            square(column, variances[mode], missingCount);
        }
    }

    /** How the missing outputs change along that change of the features. */
    private void slopes(float[] features) {
        Arrays.fill(column, 0, missingCount, 0);
        int i = 0;
        for (; i + 3 < activeCount; i += 4) {
            int h = active[i];
            int g = active[i + 1];
            int f = active[i + 2];
            int e = active[i + 3];
            addFour(
                    features[h],
                    packed[h],
                    features[g],
                    packed[g],
                    features[f],
                    packed[f],
                    features[e],
                    packed[e],
                    column,
                    missingCount);
        }
        for (; i < activeCount; i++) {
            int h = active[i];
            addFour(features[h], packed[h], 0, packed[h], 0, packed[h], 0, packed[h], column, missingCount);
        }
    }

    private static void addFour(
            float a, float[] ra, float b, float[] rb, float c, float[] rc, float d, float[] rd, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] += a * ra[i] + b * rb[i] + c * rc[i] + d * rd[i];
        }
    }

    private static void square(float[] from, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] += from[i] * from[i];
        }
    }

    @Override
    public double logEvidence() {
        return logEvidence;
    }

    @Override
    public double mean(int feature) {
        double sum = 0;
        for (int m = 0; m < modes; m++) {
            sum += weight[m] * means[m][place[feature]];
        }
        return sum;
    }

    @Override
    public double variance(int feature) {
        double mean = mean(feature);
        double sum = 0;
        for (int m = 0; m < modes; m++) {
            double apart = means[m][place[feature]] - mean;
            sum += weight[m] * (variances[m][place[feature]] + apart * apart);
        }
        return sum;
    }

    @Override
    public double cdf(int feature, double standardized) {
        double sum = 0;
        for (int m = 0; m < modes; m++) {
            double apart = standardized - means[m][place[feature]];
            sum += weight[m] * FastNormal.cdf(apart / Math.sqrt(variances[m][place[feature]]));
        }
        return sum;
    }

    @Override
    public double probability(int feature, int category) {
        throw new IllegalStateException("a continuous feature has no categories");
    }
}
