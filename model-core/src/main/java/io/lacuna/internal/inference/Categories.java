package io.lacuna.internal.inference;

/** Arithmetic on the probabilities of categories. */
public final class Categories {
    private Categories() {}

    /** The category in which a uniform number falls when the probabilities are laid end to end. */
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
