package io.lacuna.internal.inference.neural.objective;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.NumberHead;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.numerics.ArrayLoops;
import io.lacuna.internal.numerics.MatrixProducts;
import java.util.Arrays;

/**
 * The log likelihood of a record's observed cells as a sum over their outputs. Used if there are binary or categorical
 * features, or fewer observed cells than decoder features. The weights of the observed outputs are packed once per
 * record. Mutable; one thread owns it.
 */
final class ObservedOutputs implements ObservedLikelihood {
    private final Decoder decoder;
    private final DecoderFeatures features;
    /** Whether all features are normal. H is then the same at every point. */
    private final boolean numbers;

    private final double[] halfPrecision;
    private final double[] constant;
    private final float[] perSd;

    /** One row of features per output. */
    private final float[][] weights;

    /** One row per feature with the observed cells' outputs. */
    private final float[][] packed;

    private final float[] packedBias;
    private final float[] packedPerSd;
    private final float[] values;
    private final int[] outputs;
    private final float[] out;
    private final float[] slope;
    private final float[] featureSlope;
    private final float[][] jacobian;
    private final float[][] weighted;
    private final float[][] byCode;
    private final float[] mean;
    private final float[][] square;
    private float[] cells;
    private int[] observed;
    private int observedCount;
    private int outputCount;
    private long evaluated;
    private long squared;
    private double value;

    ObservedOutputs(Decoder decoder, DecoderFeatures features) {
        this.decoder = decoder;
        this.features = features;
        int d = decoder.heads().length;
        numbers = Arrays.stream(decoder.heads()).allMatch(head -> head instanceof OutputHead.Gaussian);
        int width = decoder.network().out();
        int k = decoder.latentSize();
        halfPrecision = new double[d];
        constant = new double[d];
        perSd = new float[d];
        boolean squaredError = decoder.objective().squaredError();
        for (int j = 0; j < d; j++) {
            double variance = decoder.noiseVariance()[j];
            halfPrecision[j] = squaredError ? 1 : 0.5 / variance;
            perSd[j] = (float) Math.sqrt(2 * halfPrecision[j]);
            constant[j] = squaredError ? 0 : 0.5 * StrictMath.log(2 * Math.PI * variance);
        }
        weights = new float[width][features.width()];
        for (int o = 0; o < width; o++) {
            for (int h = 0; h < features.width(); h++) {
                weights[o][h] = features.rows()[h][o];
            }
        }
        packed = new float[features.width()][width];
        packedBias = new float[width];
        packedPerSd = new float[width];
        byCode = new float[k][width];
        values = new float[width];
        outputs = new int[width];
        out = new float[width];
        slope = new float[width];
        featureSlope = new float[features.width()];
        jacobian = new float[width][k];
        weighted = new float[width][k];
        mean = new float[k];
        square = new float[k][k];
        cells = new float[0];
        observed = new int[0];
    }

    @Override
    public void observe(float[] cells, int[] observed, int count) {
        this.cells = cells;
        this.observed = observed;
        observedCount = count;
        outputCount = 0;
        for (int i = 0; i < count; i++) {
            OutputHead head = decoder.heads()[observed[i]];
            for (int c = 0; c < head.width(); c++) {
                outputs[outputCount++] = head.offset() + c;
            }
        }
        for (int h = 0; h < packed.length; h++) {
            ArrayLoops.gather(features.rows()[h], outputs, packed[h], outputCount);
        }
        ArrayLoops.gather(features.bias(), outputs, packedBias, outputCount);
        if (numbers) {
            ArrayLoops.gather(perSd, outputs, packedPerSd, outputCount);
        }
        evaluated = 0;
        squared = 0;
    }

    @Override
    public double logLikelihood(float[] z) {
        float[] h = features.at(z);
        if (evaluated != features.version()) {
            evaluated = features.version();
            System.arraycopy(packedBias, 0, values, 0, outputCount);
            MatrixProducts.addSelected(h, packed, features.active(), features.activeCount(), values, outputCount);
            for (int i = 0; i < outputCount; i++) {
                out[outputs[i]] = values[i];
            }
            value = sum();
        }
        return value;
    }

    /** The log likelihood from the outputs; also computes its slope with respect to each output. */
    private double sum() {
        double sum = 0;
        for (int i = 0; i < observedCount; i++) {
            int j = observed[i];
            OutputHead head = decoder.heads()[j];
            if (head instanceof OutputHead.Gaussian) {
                // The formula of the Gaussian head, with the constant parts computed in advance.
                double error = cells[j] - out[head.offset()];
                slope[head.offset()] = (float) (2 * error * halfPrecision[j]);
                sum -= error * error * halfPrecision[j] + constant[j];
            } else {
                sum += head.logLikelihood(out, cells[j], decoder.noiseVariance()[j], slope);
            }
        }
        return sum;
    }

    @Override
    public double gradient(float[] z, float[] into) {
        logLikelihood(z);
        Arrays.fill(featureSlope, 0);
        MatrixProducts.addSelected(slope, weights, outputs, outputCount, featureSlope, featureSlope.length);
        features.backward(featureSlope, into);
        return value;
    }

    /**
     * {@code J' H J}, where H is the curvature of the heads: 1 / variance for normal, the Fisher information of other
     * families of numbers, p (1 - p) for logistic, diag p - p p' for softmax.
     */
    @Override
    public float[][] curvature() {
        FeatureTangents tangents = features.tangents();
        long point = numbers ? tangents.version() : features.version();
        if (squared != point) {
            squared = point;
            if (numbers && tangents.isShort()) {
                squareByCode(tangents);
            } else {
                squareByOutput(tangents);
            }
            MatrixProducts.mirror(square);
        }
        return square;
    }

    private void squareByCode(FeatureTangents tangents) {
        tangents.outputs(packed, features.active(), features.activeCount(), byCode, outputCount);
        for (float[] row : byCode) {
            ArrayLoops.multiply(row, packedPerSd, outputCount);
        }
        MatrixProducts.symmetricDots(byCode, byCode, outputCount, square, square.length);
    }

    private void squareByOutput(FeatureTangents tangents) {
        int k = square.length;
        int[] active = features.active();
        int count = features.activeCount();
        MatrixProducts.multiply(
                weights, tangents.byFeature(active, count), active, count, jacobian, outputs, outputCount, k);
        for (int i = 0; i < observedCount; i++) {
            weigh(observed[i]);
        }
        for (float[] row : square) {
            Arrays.fill(row, 0);
        }
        MatrixProducts.addSymmetric(weighted, jacobian, outputs, outputCount, 1, square, k);
    }

    /** The rows of H J that belong to cell j. */
    private void weigh(int j) {
        OutputHead head = decoder.heads()[j];
        int at = head.offset();
        if (head instanceof OutputHead.Gaussian) {
            scaled(at, (float) (2 * halfPrecision[j]));
        } else if (head instanceof NumberHead number) {
            scaled(at, (float) number.curvature(out, decoder.noiseVariance()[j]));
        } else if (head instanceof OutputHead.Bernoulli) {
            double p = head.probability(out, 1);
            scaled(at, (float) (p * (1 - p)));
        } else {
            Arrays.fill(mean, 0);
            for (int c = 0; c < head.width(); c++) {
                ArrayLoops.addMultiple(mean, (float) head.probability(out, c), jacobian[at + c], mean.length);
            }
            for (int c = 0; c < head.width(); c++) {
                float p = (float) head.probability(out, c);
                scaled(at + c, p);
                ArrayLoops.addMultiple(weighted[at + c], -p, mean, mean.length);
            }
        }
    }

    private void scaled(int output, float by) {
        System.arraycopy(jacobian[output], 0, weighted[output], 0, mean.length);
        ArrayLoops.scale(weighted[output], by, 0, mean.length);
    }
}
