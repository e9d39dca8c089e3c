package io.lacuna.internal.inference.neural;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.inference.neural.objective.DecoderFeatures;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.GaussNewtonSearch;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.numerics.ApproximateNormal;
import io.lacuna.internal.numerics.ArrayLoops;
import io.lacuna.internal.numerics.MatrixLoops;
import io.lacuna.internal.numerics.MatrixProducts;
import java.util.Arrays;

/**
 * The predictive distribution of the missing cells for a record whose posterior is settled. Each mode gives one normal
 * per cell, by the delta method: its mean is the decoded mean, its variance {@code s_j^2 + |U'^-1 J_j|^2} is the noise
 * plus the code's covariance through the decoder's slope. With many observed cells, draws give the same result at ten
 * times the cost. Mutable; one thread owns it.
 */
public final class PredictiveNormals implements Predictive {
    private final Decoder decoder;
    private final int k;

    /** For each active feature, the weights of the missing cells, without gaps: [active feature][missing cell]. */
    private final float[][] packed;

    private final float[][] tangents;
    private final float[][] slopes;
    private final float[] z;
    private final float[] on;
    private final int[] codes;
    private final int[] places;
    private final int[] missing;
    private final int[] place;
    private final float[][] means;
    private final float[][] variances;
    private final double[] weight;
    private int missingCount;
    private int modes;
    private double logEvidence;

    public PredictiveNormals(Decoder decoder) {
        this.decoder = decoder;
        int features = DecoderFeatures.width(decoder.network());
        k = decoder.latentSize();
        int outputs = decoder.network().out();
        packed = new float[features][outputs];
        tangents = new float[k][features];
        slopes = new float[k][outputs];
        z = new float[k];
        on = new float[features];
        codes = new int[k];
        Arrays.setAll(codes, a -> a);
        places = new int[features];
        Arrays.setAll(places, i -> i);
        missing = new int[outputs];
        place = new int[outputs];
        means = new float[GaussNewtonSearch.STARTS][outputs];
        variances = new float[GaussNewtonSearch.STARTS][outputs];
        weight = new double[GaussNewtonSearch.STARTS];
    }

    /**
     * Takes the modes of a record. Returns false if the record is not {@link RecordObjective#settled settled}; then
     * nothing else may be called.
     */
    public boolean take(RecordObjective record, PosteriorModes posterior) {
        if (!record.settled() || !posterior.full()) {
            return false;
        }
        find(record.cells());
        modes = posterior.count();
        for (int m = 0; m < modes; m++) {
            weight[m] = posterior.weight(m);
            linearize(record.features(), posterior, m);
        }
        logEvidence = posterior.logEvidence();
        return true;
    }

    private void find(float[] cells) {
        missingCount = 0;
        for (int j = 0; j < cells.length; j++) {
            place[j] = missingCount;
            missing[missingCount] = j;
            missingCount += Float.isNaN(cells[j]) ? 1 : 0;
        }
    }

    private void linearize(DecoderFeatures features, PosteriorModes posterior, int mode) {
        for (int a = 0; a < k; a++) {
            z[a] = (float) posterior.mean(mode)[a];
        }
        ArrayLoops.gather(features.at(z), features.active(), on, features.activeCount());
        int count = features.activeCount();
        // Computed in whole blocks; nobody reads the columns beyond the missing cells.
        int width = missingCount == 0 ? 0 : MatrixLoops.reach(missingCount - 1, packed[0].length);
        for (int i = 0; i < count; i++) {
            ArrayLoops.gather(features.rows()[features.active()[i]], missing, packed[i], missingCount);
        }
        ArrayLoops.gather(features.bias(), missing, means[mode], missingCount);
        MatrixProducts.addSelected(on, packed, places, count, means[mode], missingCount);
        ArrayLoops.gather(decoder.noiseVariance(), missing, variances[mode], missingCount);
        features.tangents().byCode(features.active(), count, tangents);
        posterior.whiten(mode, tangents, count);
        MatrixProducts.multiply(tangents, packed, places, count, slopes, codes, k, width);
        for (int a = 0; a < k; a++) {
            MatrixProducts.addSquare(slopes[a], variances[mode], missingCount);
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
            double difference = means[m][place[feature]] - mean;
            sum += weight[m] * (variances[m][place[feature]] + difference * difference);
        }
        return sum;
    }

    @Override
    public double cdf(int feature, double standardized) {
        double sum = 0;
        for (int m = 0; m < modes; m++) {
            double difference = standardized - means[m][place[feature]];
            sum += weight[m] * ApproximateNormal.cdf(difference / Math.sqrt(variances[m][place[feature]]));
        }
        return sum;
    }

    @Override
    public double probability(int feature, int category) {
        throw new IllegalStateException("a continuous feature has no categories");
    }
}
