package io.lacuna.internal.evaluation;

/**
 * Sums the errors of filled cells with known true values; all rmse, coverage and error rates are computed here. A
 * figure without cells is 0; {@link #hasNumbers} and {@link #hasCategories} tell. Errors of numbers have one unit,
 * usually the standard deviation of the feature; the figures have it too. Mutable; for one thread.
 */
public final class CellErrors {
    private double numbers;
    private double squares;
    private double absolutes;
    private double inside;
    private double categories;
    private double wrong;

    /**
     * Adds a continuous cell.
     *
     * @param error filled minus true value
     * @param covered whether its interval contains the true value
     * @return its loss, the squared error
     */
    public double number(double error, boolean covered) {
        numbers++;
        squares += error * error;
        absolutes += Math.abs(error);
        inside += covered ? 1 : 0;
        return error * error;
    }

    /**
     * Adds a binary or categorical cell.
     *
     * @param mistaken whether its category is wrong
     * @return its loss, 1 if it is wrong
     */
    public double category(boolean mistaken) {
        categories++;
        wrong += mistaken ? 1 : 0;
        return mistaken ? 1 : 0;
    }

    /** Adds all cells of another sum. */
    public void add(CellErrors other) {
        add(other, 1);
    }

    /** Adds all cells of another sum, each of them this many times, which need not be a whole number. */
    public void add(CellErrors other, double weight) {
        numbers += weight * other.numbers;
        squares += weight * other.squares;
        absolutes += weight * other.absolutes;
        inside += weight * other.inside;
        categories += weight * other.categories;
        wrong += weight * other.wrong;
    }

    public long cells() {
        return (long) (numbers + categories);
    }

    /** Number of continuous cells. */
    public long numbers() {
        return (long) numbers;
    }

    /** Number of binary and categorical cells. */
    public long categories() {
        return (long) categories;
    }

    public boolean hasNumbers() {
        return numbers > 0;
    }

    public boolean hasCategories() {
        return categories > 0;
    }

    /** Root of the mean squared error of continuous cells. */
    public double rmse() {
        return Math.sqrt(mean(squares, numbers));
    }

    /** Mean absolute error of continuous cells. */
    public double mae() {
        return mean(absolutes, numbers);
    }

    /** Share of continuous cells whose interval contains the true value. */
    public double coverage() {
        return mean(inside, numbers);
    }

    /** Share of binary and categorical cells with a wrong category. */
    public double errorRate() {
        return mean(wrong, categories);
    }

    /** Sum of the losses of all cells: squared errors, and 1 for a wrong category. */
    public double loss() {
        return squares + wrong;
    }

    /** Root of the mean loss of all cells. */
    public double error() {
        return Math.sqrt(mean(loss(), numbers + categories));
    }

    private static double mean(double sum, double cells) {
        return cells > 0 ? sum / cells : 0;
    }
}
