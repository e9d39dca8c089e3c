package io.lacuna.internal.inference;

/** Arithmetic on category probabilities. Safe for concurrent use. */
public final class Categories {
    private Categories() {}

    /**
     * The category that a uniform random number selects.
     *
     * @param probabilities one per category, summing to 1
     * @param uniform in [0, 1)
     */
    public static int draw(double[] probabilities, double uniform) {
        double sum = 0;
        for (int c = 0; c < probabilities.length - 1; c++) {
            sum += probabilities[c];
            if (uniform < sum) {
                return c;
            }
        }
        return probabilities.length - 1;
    }
}
