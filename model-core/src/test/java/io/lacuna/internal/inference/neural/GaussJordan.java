package io.lacuna.internal.inference.neural;

/** Matrix inverse by elimination; shares no code with what is tested. */
public final class GaussJordan {
    private GaussJordan() {}

    /** The inverse of a positive definite matrix. */
    public static double invert(double[][] m, double[][] inverse) {
        double determinant = 1;
        for (int i = 0; i < m.length; i++) {
            inverse[i][i] = 1;
        }
        for (int i = 0; i < m.length; i++) {
            double pivot = m[i][i];
            determinant *= pivot;
            for (int j = 0; j < m.length; j++) {
                m[i][j] /= pivot;
                inverse[i][j] /= pivot;
            }
            for (int r = 0; r < m.length; r++) {
                double factor = r == i ? 0 : m[r][i];
                for (int j = 0; j < m.length; j++) {
                    m[r][j] -= factor * m[i][j];
                    inverse[r][j] -= factor * inverse[i][j];
                }
            }
        }
        return determinant;
    }
}
