package io.lacuna.internal.inference.relation;

import io.lacuna.internal.numerics.LowerTriangular;
import java.util.Arrays;

/**
 * Conditions a normal distribution of n cells on q equations A x = t with noise variances S. With H = A C A' for the
 * covariance C:
 *
 * <pre>
 * gain        K  = C A' H^-1
 * mean        m' = m + K (t - A m)
 * covariance  C' = (I - K A) C (I - K A)' + K S K'
 * </pre>
 *
 * <p>This is the Kalman update in Joseph's form (Bar-Shalom, Li and Kirubarajan, 2001, 5.2.3) with the gain of equations
 * without noise, because the means shall satisfy the equations even where C is small and wrong. As S is small against H,
 * it differs from Bayes' rule by little.
 *
 * <p>Cells can be held at a value, such as a limit of their range: the other cells then satisfy the equations with it.
 * Mutable; one thread owns it. Allocates only in its constructor.
 */
final class RelationUpdate {
    /**
     * This share of each variance is taken as independent of the other cells, so that H is not singular where C already
     * satisfies the equations.
     */
    private static final double INDEPENDENT = 1e-3;

    /** Added to the unit diagonal of the scaled H, for equations that contradict each other. */
    private static final double LEAST = 1e-9;

    /** Number of cells and of equations; set by {@link #begin}. */
    private int n;

    private int q;

    /** C: the lower triangle. */
    final double[][] covariance;

    /** A: [equation][cell]. */
    final double[][] coefficient;

    final double[] target;

    /** S. */
    final double[] noise;

    final double[] mean;

    /** Diagonal of C' after {@link #run}. */
    final double[] variance;

    private final boolean[] held;
    private final double[] excess;
    private final double[] scale;
    private final double[][] h;
    private final double[][] gain;
    private final double[] row;

    /**
     * @param cells the most cells
     * @param equations the most equations
     */
    RelationUpdate(int cells, int equations) {
        covariance = LowerTriangular.triangle(cells);
        coefficient = new double[equations][cells];
        target = new double[equations];
        noise = new double[equations];
        mean = new double[cells];
        variance = new double[cells];
        held = new boolean[cells];
        excess = new double[equations];
        scale = new double[equations];
        h = LowerTriangular.triangle(equations);
        gain = new double[cells][equations];
        row = new double[Math.max(cells, equations)];
    }

    /** Starts a record. The caller then writes C, A, t, S and the means. */
    void begin(int cells, int equations) {
        n = cells;
        q = equations;
        for (int r = 0; r < q; r++) {
            Arrays.fill(coefficient[r], 0, n, 0);
        }
        Arrays.fill(held, 0, n, false);
    }

    /** Keeps a cell at a value in the next runs. */
    void hold(int cell, double value) {
        held[cell] = true;
        mean[cell] = value;
    }

    boolean isHeld(int cell) {
        return held[cell];
    }

    void releaseAll() {
        Arrays.fill(held, 0, n, false);
    }

    /** Moves the means to satisfy the equations. Held cells stay. */
    void run() {
        gains();
        move();
        // Once more, for the part that the added diagonal left over.
        move();
    }

    /** Computes the variances, with the gains of the last run. Held cells keep theirs. */
    void variances() {
        for (int i = 0; i < n; i++) {
            if (!held[i]) {
                variance[i] = Math.max(variance(i), 0);
            }
        }
    }

    private double c(int i, int j) {
        double cell = LowerTriangular.at(covariance, i, j);
        return i == j ? cell : (1 - INDEPENDENT) * cell;
    }

    private double a(int r, int i) {
        return held[i] ? 0 : coefficient[r][i];
    }

    private void gains() {
        for (int i = 0; i < n; i++) {
            for (int r = 0; r < q; r++) {
                double sum = 0;
                for (int j = 0; j < n && !held[i]; j++) {
                    sum += c(i, j) * a(r, j);
                }
                gain[i][r] = sum;
            }
        }
        for (int r = 0; r < q; r++) {
            double square = product(r, r);
            // An equation whose cells are all held moves nothing.
            scale[r] = square > 0 ? 1 / Math.sqrt(square) : 0;
        }
        for (int r = 0; r < q; r++) {
            for (int s = 0; s < r; s++) {
                h[r][s] = product(r, s) * scale[r] * scale[s];
            }
            h[r][r] = 1 + LEAST;
        }
        LowerTriangular.choleskyInPlace(h, q);
        for (int i = 0; i < n; i++) {
            double[] of = gain[i];
            for (int r = 0; r < q; r++) {
                of[r] *= scale[r];
            }
            LowerTriangular.solve(h, q, of);
            for (int r = 0; r < q; r++) {
                of[r] *= scale[r];
            }
        }
    }

    /** Row r of A times C A' of equation s, while the gains hold C A'. */
    private double product(int r, int s) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a(r, i) * gain[i][s];
        }
        return sum;
    }

    private void move() {
        for (int r = 0; r < q; r++) {
            double sum = target[r];
            for (int i = 0; i < n; i++) {
                sum -= coefficient[r][i] * mean[i];
            }
            excess[r] = sum;
        }
        for (int i = 0; i < n; i++) {
            for (int r = 0; r < q && !held[i]; r++) {
                mean[i] += gain[i][r] * excess[r];
            }
        }
    }

    private double variance(int i) {
        for (int j = 0; j < n; j++) {
            double sum = i == j ? 1 : 0;
            for (int r = 0; r < q; r++) {
                sum -= gain[i][r] * a(r, j);
            }
            row[j] = sum;
        }
        double sum = 0;
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < n; k++) {
                sum += row[j] * row[k] * c(j, k);
            }
        }
        for (int r = 0; r < q; r++) {
            sum += gain[i][r] * gain[i][r] * noise[r];
        }
        return sum;
    }
}
