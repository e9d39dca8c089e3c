package io.lacuna.internal.inference.neural.qavi;

import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.inference.neural.search.CodeMap;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * {@value #TRANSFORMS} inverse autoregressive transformations, one after the other, with the dimensions in reverse order
 * between them (Kingma et al. 2016, algorithm 1; qavi, section 2.4). A draw costs one pass through the networks; so does
 * the inverse, because each dimension is found as soon as those that it depends on. Mutable; one thread owns it.
 */
final class AutoregressiveFlow implements CodeMap {
    static final int TRANSFORMS = 2;

    private final AutoregressiveTransform[] transforms = new AutoregressiveTransform[TRANSFORMS];
    private double logDeterminant;

    AutoregressiveFlow(int latentSize) {
        SplittableRandom random = Seeds.random(0, "qavi flow");
        for (int t = 0; t < TRANSFORMS; t++) {
            transforms[t] = new AutoregressiveTransform(latentSize, random);
        }
    }

    AutoregressiveTransform transform(int index) {
        return transforms[index];
    }

    /** The identity but for the order of the dimensions, as every search begins. */
    void begin() {
        for (AutoregressiveTransform transform : transforms) {
            transform.begin();
        }
    }

    @Override
    public void apply(float[] z) {
        logDeterminant = 0;
        for (AutoregressiveTransform transform : transforms) {
            logDeterminant += transform.apply(z);
            reverse(z);
        }
    }

    /** The log determinant of the Jacobian at the last point of {@link #apply}. */
    double logDeterminant() {
        return logDeterminant;
    }

    @Override
    public double invert(float[] z) {
        double sum = 0;
        for (int t = TRANSFORMS - 1; t >= 0; t--) {
            reverse(z);
            sum += transforms[t].invert(z);
        }
        return sum;
    }

    void clearGradient() {
        for (AutoregressiveTransform transform : transforms) {
            Arrays.fill(transform.gradient, 0);
        }
    }

    /**
     * The derivative of {@code f(z) + weight log determinant} at the last point of {@link #apply}; adds {@code factor}
     * times that with respect to the parameters to their gradients.
     *
     * @param v the derivative of f with respect to the mapped z; replaced by that with respect to the original one
     */
    void backward(double[] v, double weight, float factor) {
        for (int t = TRANSFORMS - 1; t >= 0; t--) {
            for (int a = 0, b = v.length - 1; a < b; a++, b--) {
                double other = v[a];
                v[a] = v[b];
                v[b] = other;
            }
            transforms[t].backward(v, weight, factor);
        }
    }

    private static void reverse(float[] z) {
        for (int a = 0, b = z.length - 1; a < b; a++, b--) {
            float other = z[a];
            z[a] = z[b];
            z[b] = other;
        }
    }
}
