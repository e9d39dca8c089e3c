package io.lacuna.internal.inference.neural.objective;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.numerics.MatrixProducts;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Log p(x|z) of one record's observed cells as a function of its latent code, with its derivative. Together with the
 * prior it is what every search maximizes. Missing cells do not contribute. Mutable; one thread owns it.
 */
public final class RecordObjective {
    /** From this many observed cells per latent dimension on, the posterior is taken as settled. */
    private static final int CELLS_PER_DIMENSION = 2;

    private final Decoder decoder;
    private final DecoderFeatures features;
    private final float[] cells;
    private final int[] observed;
    private final float[] outputs;
    private final double[] halfPrecision;
    private final double[] constant;
    private final ObservedOutputs byOutputs;
    private final @Nullable ObservedQuadratic quadratic;
    private int observedCount;
    private ObservedLikelihood likelihood;
    private boolean formed;

    public RecordObjective(Decoder decoder) {
        this.decoder = decoder;
        features = new DecoderFeatures(decoder);
        boolean numbers = Arrays.stream(decoder.heads()).allMatch(head -> head instanceof OutputHead.Gaussian);
        byOutputs = new ObservedOutputs(decoder, features);
        quadratic = numbers ? new ObservedQuadratic(decoder, features) : null;
        likelihood = byOutputs;
        cells = new float[decoder.heads().length];
        observed = new int[cells.length];
        outputs = new float[decoder.network().out()];
        halfPrecision = new double[cells.length];
        constant = new double[cells.length];
        for (int j = 0; j < cells.length; j++) {
            double variance = decoder.noiseVariance()[j];
            halfPrecision[j] = 0.5 / variance;
            constant[j] = 0.5 * StrictMath.log(2 * Math.PI * variance);
        }
    }

    public Decoder decoder() {
        return decoder;
    }

    /**
     * Sets the record.
     *
     * @param standardized d cells: numbers in standard units, categories by index, NaN = missing; copied
     */
    public void observe(float[] standardized) {
        System.arraycopy(standardized, 0, cells, 0, cells.length);
        observedCount = 0;
        for (int j = 0; j < cells.length; j++) {
            observed[observedCount] = j;
            observedCount += Float.isNaN(cells[j]) ? 0 : 1;
        }
        likelihood = quadratic != null && observedCount >= quadratic.worthFrom() ? quadratic : byOutputs;
        formed = false;
        features.begin();
    }

    /** Sets the record of the likelihood on first use: not every caller runs a search. */
    private ObservedLikelihood likelihood() {
        if (!formed) {
            likelihood.observe(cells, observed, observedCount);
            formed = true;
        }
        return likelihood;
    }

    /** Whether the log likelihood is computed as a quadratic form of the decoder's features. */
    public boolean quadratic() {
        return likelihood == quadratic;
    }

    int[] observed() {
        return observed;
    }

    /** The number of observed cells. */
    public int observedCount() {
        return observedCount;
    }

    /** The record's cells as passed to {@link #observe}. */
    public float[] cells() {
        return cells;
    }

    /** The decoder's features, at the point of the last evaluation. */
    public DecoderFeatures features() {
        return features;
    }

    /** The decoder's outputs at z; valid until the next call. */
    public float[] decode(float[] z) {
        float[] h = features.at(z);
        System.arraycopy(features.bias(), 0, outputs, 0, outputs.length);
        MatrixProducts.addSelected(
                h, features.rows(), features.active(), features.activeCount(), outputs, outputs.length);
        return outputs;
    }

    /** Log p(x|z) according to the decoder's objective; squared error has no constant terms. */
    public double logLikelihood(float[] z) {
        return likelihood().logLikelihood(z);
    }

    /** {@link #logLikelihood}. Writes its derivative with respect to z to {@code gradient}. */
    public double gradient(float[] z, float[] gradient) {
        return likelihood().gradient(z, gradient);
    }

    /**
     * Log density of the observed cells with the learned noise, for any objective.
     *
     * @param out the decoder's outputs
     * @param scratch as long as {@code out}, overwritten
     */
    public double logDensity(float[] out, float[] scratch) {
        double sum = 0;
        for (int i = 0; i < observedCount; i++) {
            int j = observed[i];
            OutputHead head = decoder.heads()[j];
            if (head instanceof OutputHead.Gaussian) {
                double error = cells[j] - out[head.offset()];
                sum -= error * error * halfPrecision[j] + constant[j];
            } else {
                sum += head.logLikelihood(out, cells[j], decoder.noiseVariance()[j], scratch);
            }
        }
        return sum;
    }

    /**
     * The Gauss-Newton curvature of -log p(x|z) at the point of the last {@link #gradient}: {@code J' H J}, with J the
     * Jacobian of the outputs and H the exact curvature of the heads.
     *
     * @return k rows of k, symmetric, valid until the next call
     */
    public float[][] curvature() {
        return likelihood().curvature();
    }

    /** Adds {@link #curvature} to k x k numbers, stored row by row. */
    public void addCurvature(double[] sum) {
        float[][] curvature = curvature();
        for (int a = 0; a < curvature.length; a++) {
            for (int b = 0; b < curvature.length; b++) {
                sum[a * curvature.length + b] += curvature[a][b];
            }
        }
    }

    /** Whether the record has enough observed cells that its posterior is close to a mixture of a few normals. */
    public boolean settled() {
        return quadratic()
                && observedCount() >= CELLS_PER_DIMENSION * decoder().latentSize()
                && decoder().objective().equals(Objective.EVIDENCE);
    }
}
