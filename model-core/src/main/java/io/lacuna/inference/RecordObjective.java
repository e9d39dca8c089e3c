package io.lacuna.inference;

import io.lacuna.decoder.Decoder;
import io.lacuna.decoder.OutputHead;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Log p(x|z) of one record's observed cells as a function of its latent code, with its derivative: what every search for
 * a posterior climbs, together with the prior. Missing cells take no part. Mutable, owned by one thread.
 */
public final class RecordObjective {
    private final Decoder decoder;
    private final NetworkWorkspace network;
    private final float[] cells;
    private final int[] observed;
    private final int[] outputs;
    private final double[] halfPrecision;
    private final double[] constant;
    private final @Nullable ObservedQuadratic quadratic;
    private int observedCount;
    private int outputCount;

    /** The quadratic form of the record that is set, where it is worth while. */
    private @Nullable ObservedQuadratic form;

    private boolean formed;

    public RecordObjective(Decoder decoder) {
        this.decoder = decoder;
        network = new NetworkWorkspace(decoder.network());
        boolean numbers = Arrays.stream(decoder.heads()).allMatch(head -> head instanceof OutputHead.Gaussian);
        quadratic = numbers ? new ObservedQuadratic(decoder, network) : null;
        cells = new float[decoder.heads().length];
        observed = new int[cells.length];
        outputs = new int[decoder.network().out()];
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
     * @param standardized d cells in standardized units, categories as they are, NaN = missing; copied
     */
    public void observe(float[] standardized) {
        System.arraycopy(standardized, 0, cells, 0, cells.length);
        observedCount = 0;
        outputCount = 0;
        for (int j = 0; j < cells.length; j++) {
            if (!Float.isNaN(cells[j])) {
                observed[observedCount++] = j;
                OutputHead head = decoder.heads()[j];
                for (int c = 0; c < head.width(); c++) {
                    outputs[outputCount++] = head.offset() + c;
                }
            }
        }
        form = quadratic != null && observedCount >= quadratic.worthFrom() ? quadratic : null;
        formed = false;
    }

    /** Made when first asked for: not every reader of a record's density searches. */
    private @Nullable ObservedQuadratic form() {
        if (form != null && !formed) {
            form.observe(cells, observed, observedCount);
            formed = true;
        }
        return form;
    }

    /** Whether the record's density is computed as a quadratic form of the last hidden layer. */
    boolean quadratic() {
        return form != null;
    }

    int[] observed() {
        return observed;
    }

    /** Number of observed cells. */
    public int observedCount() {
        return observedCount;
    }

    /** The record's cells, as {@link #observe} was given them. */
    float[] cells() {
        return cells;
    }

    /** The decoder's outputs at z; valid until the next call. */
    public float[] decode(float[] z) {
        return network.forward(z);
    }

    /** Log p(x|z) as the decoder's objective counts it: without constants where that is squared error. */
    public double logLikelihood(float[] z) {
        ObservedQuadratic own = form();
        return own == null ? sum(network.forward(z)) : own.logLikelihood(z);
    }

    /** {@link #logLikelihood} and its derivative by z, which is written to {@code gradient}. */
    public double gradient(float[] z, float[] gradient) {
        ObservedQuadratic own = form();
        if (own != null) {
            return own.gradient(z, gradient);
        }
        double sum = sum(network.forward(z));
        network.backward(outputs, outputCount, gradient);
        return sum;
    }

    private double sum(float[] out) {
        boolean squaredError = decoder.objective().squaredError();
        float[] slope = network.outputGradient();
        double sum = 0;
        for (int i = 0; i < observedCount; i++) {
            int j = observed[i];
            OutputHead head = decoder.heads()[j];
            if (head instanceof OutputHead.Gaussian) {
                // The head's own formula, with what does not change from step to step taken out.
                double error = cells[j] - out[head.offset()];
                double weight = squaredError ? 1 : halfPrecision[j];
                slope[head.offset()] = (float) (2 * error * weight);
                sum -= error * error * weight + (squaredError ? 0 : constant[j]);
            } else {
                sum += head.logLikelihood(out, cells[j], 1, slope);
            }
        }
        return sum;
    }

    /** Log density of the observed cells with the learned noise, whatever the objective was. */
    double logDensity(float[] out, float[] scratch) {
        double sum = 0;
        for (int i = 0; i < observedCount; i++) {
            int j = observed[i];
            OutputHead head = decoder.heads()[j];
            if (head instanceof OutputHead.Gaussian) {
                double error = cells[j] - out[head.offset()];
                sum -= error * error * halfPrecision[j] + constant[j];
            } else {
                sum += head.logLikelihood(out, cells[j], 1, scratch);
            }
        }
        return sum;
    }

    /**
     * Adds the Gauss-Newton curvature of -log p(x|z) at the point of the last {@link #gradient}: {@code J' H J} with J the
     * Jacobian of the outputs and H the heads' own curvature, which is exact for them (normal: 1 / variance; logistic: p
     * (1 - p); softmax: diag p - p p').
     *
     * @param jacobian k rows of outputs, overwritten
     * @param curvature k x k, row by row, added to
     */
    void addCurvature(float[][] jacobian, double[] curvature) {
        ObservedQuadratic own = form();
        if (own != null) {
            own.addCurvature(curvature);
            return;
        }
        int k = jacobian.length;
        for (int a = 0; a < k; a++) {
            network.tangent(a, jacobian[a]);
        }
        float[] out = network.outputs();
        for (int a = 0; a < k; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = curvatureOf(out, jacobian[a], jacobian[b]);
                curvature[a * k + b] += sum;
                if (a != b) {
                    curvature[b * k + a] += sum;
                }
            }
        }
    }

    private double curvatureOf(float[] out, float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < observedCount; i++) {
            int j = observed[i];
            OutputHead head = decoder.heads()[j];
            int at = head.offset();
            if (head instanceof OutputHead.Gaussian) {
                sum += left[at] * right[at] / decoder.objective().variance(decoder.noiseVariance()[j]);
            } else if (head instanceof OutputHead.Bernoulli) {
                double p = head.probability(out, 1);
                sum += left[at] * right[at] * p * (1 - p);
            } else {
                sum += softmaxCurvature(head, out, left, right);
            }
        }
        return sum;
    }

    private static double softmaxCurvature(OutputHead head, float[] out, float[] left, float[] right) {
        double both = 0;
        double first = 0;
        double second = 0;
        for (int c = 0; c < head.width(); c++) {
            double p = head.probability(out, c);
            int at = head.offset() + c;
            both += p * left[at] * right[at];
            first += p * left[at];
            second += p * right[at];
        }
        return both - first * second;
    }
}
