package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.inference.neural.objective.RecordObjective;

/**
 * Finds a point posterior: the z that minimizes {@code -log p(x|z) - log p(z)}, by limited-memory BFGS (Nocedal 1980;
 * the two loops of Nocedal and Wright 2006, algorithm 7.4). For a point posterior the objective is not sampled, so a
 * learned curvature is better than Adam's.
 *
 * <p>There is no line search: a step that does not lower the objective is rejected, and the next one has half its
 * length. Each step, accepted or not, costs one gradient. Mutable; one thread owns it. A record allocates nothing.
 */
public final class PointDescent {
    private static final int MEMORY = 8;
    private static final double LEAST_CURVATURE = 1e-10;

    private final int k;
    private final double[] metric;
    private final double[] direction;
    private final double[][] moves;
    private final double[][] changes;
    private final double[] products;
    private final double[] shares;
    private float[] z;
    private float[] slope;
    private float[] tried;
    private float[] triedSlope;
    private double objective;
    private double scale;
    private double length;
    private int pairs;
    private int newest;

    /** @param latentSize k */
    public PointDescent(int latentSize) {
        k = latentSize;
        metric = new double[k];
        direction = new double[k];
        moves = new double[MEMORY][k];
        changes = new double[MEMORY][k];
        products = new double[MEMORY];
        shares = new double[MEMORY];
        z = new float[k];
        slope = new float[k];
        tried = new float[k];
        triedSlope = new float[k];
    }

    /**
     * Starts at an encoder's output.
     *
     * @param meanAndLogSd k means, then k log standard deviations
     * @param widths whether the standard deviations are meaningful: then their squares are the first estimate of the
     *     inverse curvature, otherwise 1
     * @param pace factor of the first step
     * @return the objective at the start
     */
    public double start(RecordObjective record, float[] meanAndLogSd, boolean widths, double pace) {
        System.arraycopy(meanAndLogSd, 0, z, 0, k);
        for (int a = 0; a < k; a++) {
            metric[a] = widths ? StrictMath.exp(2 * meanAndLogSd[k + a]) : 1;
        }
        objective = gradient(record, z, slope);
        scale = pace;
        length = 1;
        pairs = 0;
        newest = MEMORY - 1;
        return objective;
    }

    /** The current point, k numbers; read only. */
    public float[] point() {
        return z;
    }

    /**
     * One step.
     *
     * @return the objective after the step, never higher than before
     */
    public double step(RecordObjective record) {
        descent();
        for (int a = 0; a < k; a++) {
            tried[a] = (float) (z[a] - length * direction[a]);
        }
        double reached = gradient(record, tried, triedSlope);
        if (!(reached < objective)) {
            length *= 0.5;
            return objective;
        }
        remember();
        float[] point = z;
        z = tried;
        tried = point;
        float[] before = slope;
        slope = triedSlope;
        triedSlope = before;
        objective = reached;
        length = 1;
        return objective;
    }

    /** Computes the search direction: the current inverse-curvature estimate times the gradient. */
    private void descent() {
        for (int a = 0; a < k; a++) {
            direction[a] = slope[a];
        }
        for (int n = 0; n < pairs; n++) {
            int i = Math.floorMod(newest - n, MEMORY);
            shares[i] = dot(moves[i], direction) / products[i];
            subtract(shares[i], changes[i]);
        }
        for (int a = 0; a < k; a++) {
            direction[a] *= scale * metric[a];
        }
        for (int n = pairs - 1; n >= 0; n--) {
            int i = Math.floorMod(newest - n, MEMORY);
            subtract(dot(changes[i], direction) / products[i] - shares[i], moves[i]);
        }
    }

    private void remember() {
        int next = (newest + 1) % MEMORY;
        double product = 0;
        double square = 0;
        for (int a = 0; a < k; a++) {
            moves[next][a] = tried[a] - z[a];
            changes[next][a] = triedSlope[a] - slope[a];
            product += moves[next][a] * changes[next][a];
            square += changes[next][a] * changes[next][a] * metric[a];
        }
        if (product > LEAST_CURVATURE) {
            products[next] = product;
            scale = product / square;
            newest = next;
            pairs = Math.min(MEMORY, pairs + 1);
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private void subtract(double factor, double[] from) {
        for (int a = 0; a < k; a++) {
            direction[a] -= factor * from[a];
        }
    }

    /** The objective at a point; writes its derivative to {@code into}. */
    private double gradient(RecordObjective record, float[] at, float[] into) {
        double klWeight = record.decoder().objective().klWeight();
        double sum = -record.gradient(at, into);
        for (int a = 0; a < k; a++) {
            sum += 0.5 * klWeight * at[a] * at[a];
            into[a] = (float) (klWeight * at[a]) - into[a];
        }
        return sum;
    }
}
