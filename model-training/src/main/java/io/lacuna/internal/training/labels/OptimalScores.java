package io.lacuna.internal.training.labels;

/**
 * The leading singular pair of a matrix, by power iteration. Of derivatives over their standard deviations it gives a score to
 * each level of a term and to each label, so that one number relates them, as for ordered categories (Gifi, Nonlinear
 * Multivariate Analysis, 1990; Goodman's RC model). No order of the labels need be known.
 */
final class OptimalScores {
    private static final int ITERATIONS = 20;

    private final double[] rows;
    private final double[] columns;
    private double square;

    /**
     * @param matrix [row * columns + column]
     */
    OptimalScores(double[] matrix, int columnCount) {
        int rowCount = matrix.length / columnCount;
        rows = new double[rowCount];
        columns = new double[columnCount];
        System.arraycopy(matrix, longest(matrix, columnCount) * columnCount, columns, 0, columnCount);
        normalize(columns);
        for (int t = 0; t < ITERATIONS; t++) {
            for (int r = 0; r < rowCount; r++) {
                rows[r] = 0;
                for (int c = 0; c < columnCount; c++) {
                    rows[r] += matrix[r * columnCount + c] * columns[c];
                }
            }
            normalize(rows);
            for (int c = 0; c < columnCount; c++) {
                columns[c] = 0;
                for (int r = 0; r < rowCount; r++) {
                    columns[c] += matrix[r * columnCount + c] * rows[r];
                }
            }
            square = normalize(columns);
        }
    }

    private static int longest(double[] matrix, int columnCount) {
        int longest = 0;
        double most = -1;
        for (int r = 0; r < matrix.length / columnCount; r++) {
            double length = 0;
            for (int c = 0; c < columnCount; c++) {
                length += matrix[r * columnCount + c] * matrix[r * columnCount + c];
            }
            if (length > most) {
                most = length;
                longest = r;
            }
        }
        return longest;
    }

    /** Makes the length 1; a vector of zeros stays. Returns the square of the length before. */
    private static double normalize(double[] vector) {
        double square = 0;
        for (double each : vector) {
            square += each * each;
        }
        double length = Math.sqrt(square);
        for (int i = 0; i < vector.length && length > 0; i++) {
            vector[i] /= length;
        }
        return square;
    }

    /** The square of the largest singular value. */
    double square() {
        return square;
    }

    /** An element of the nearest matrix of rank 1. */
    double at(int row, int column) {
        return Math.sqrt(square) * rows[row] * columns[column];
    }
}
