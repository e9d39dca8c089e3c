package io.lacuna.internal.evaluation;

/**
 * Sums the errors of filled cells with known true values; all rmse, coverage and error rates are computed here. A
 * figure without cells is 0; {@link #numbers} and {@link #categories} have the counts. Mutable; for one thread.
 */
public final class CellErrors {
    private long numbers;
    private double squares;
    private double absolutes;
    private long inside;
    private long categories;
    private long wrong;

    /**
     * Adds a continuous cell.
     *
     * @param error filled minus true value, in standard deviations
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
        numbers += other.numbers;
        squares += other.squares;
        absolutes += other.absolutes;
        inside += other.inside;
        categories += other.categories;
        wrong += other.wrong;
    }

    public long cells() {
        return numbers + categories;
    }

    /** Number of continuous cells. */
    public long numbers() {
        return numbers;
    }

    /** Number of binary and categorical cells. */
    public long categories() {
        return categories;
    }

    /** Root of the mean squared error of continuous cells, in standard deviations. */
    public double rmse() {
        return Math.sqrt(squares / Math.max(1, numbers));
    }

    /** Mean absolute error of continuous cells, in standard deviations. */
    public double mae() {
        return absolutes / Math.max(1, numbers);
    }

    /** Share of continuous cells whose interval contains the true value. */
    public double coverage() {
        return inside / (double) Math.max(1, numbers);
    }

    /** Share of binary and categorical cells with a wrong category. */
    public double errorRate() {
        return wrong / (double) Math.max(1, categories);
    }

    /** Root of the mean loss of all cells. */
    public double error() {
        return Math.sqrt((squares + wrong) / Math.max(1, cells()));
    }
}
