package io.lacuna.internal.data;

import java.util.List;
import java.util.Optional;

/**
 * A change of the scale of numbers: now = factor x before + offset.
 *
 * @param name the conversion as text; empty where it is not a known one
 */
public record UnitChange(String name, double factor, double offset) {

    /** Largest distance, in spreads, between the quantiles and their converted values. */
    private static final double NEAR = 0.25;

    /** Smallest distance between the quantiles and their old values. */
    private static final double FAR = 1;

    /** Smallest distance where no known conversion explains it. */
    private static final double VERY_FAR = 5;

    /** The 0.95 quantile of a standard normal distribution. */
    private static final double TAIL = 1.645;

    private static final List<UnitChange> KNOWN = List.of(
            new UnitChange("from Celsius to Fahrenheit", 1.8, 32),
            new UnitChange("from Fahrenheit to Celsius", 1 / 1.8, -32 / 1.8),
            new UnitChange("from Celsius to Kelvin", 1, 273.15),
            new UnitChange("from Kelvin to Celsius", 1, -273.15),
            new UnitChange("thousands", 1e3, 0),
            new UnitChange("thousandths", 1e-3, 0),
            new UnitChange("millions", 1e6, 0),
            new UnitChange("millionths", 1e-6, 0),
            new UnitChange("from shares to percent", 100, 0),
            new UnitChange("from percent to shares", 0.01, 0),
            new UnitChange("tens", 10, 0),
            new UnitChange("tenths", 0.1, 0),
            new UnitChange("from m/s to km/h", 3.6, 0),
            new UnitChange("from km/h to m/s", 1 / 3.6, 0),
            new UnitChange("from inches to centimetres", 2.54, 0),
            new UnitChange("from centimetres to inches", 1 / 2.54, 0),
            new UnitChange("from feet to metres", 0.3048, 0),
            new UnitChange("from metres to feet", 1 / 0.3048, 0),
            new UnitChange("from hours to minutes, or minutes to seconds", 60, 0),
            new UnitChange("from minutes to hours, or seconds to minutes", 1 / 60.0, 0));

    /**
     * The change between two sets of numbers; empty where they may be in one unit.
     *
     * @param was 0.05, 0.5 and 0.95 quantiles before; may be empty
     * @param is the same quantiles now
     */
    public static Optional<UnitChange> between(List<Double> was, List<Double> is) {
        if (was.size() != 3 || is.size() != 3 || was.get(2) - was.get(0) <= 0 || is.get(2) - is.get(0) <= 0) {
            return Optional.empty();
        }
        // In either direction: numbers that became much smaller may still lie within the old spread.
        UnitChange none = new UnitChange("", 1, 0);
        double stayed = Math.max(none.misfit(was, is), none.misfit(is, was));
        if (stayed < FAR) {
            return Optional.empty();
        }
        UnitChange best = KNOWN.get(0);
        for (UnitChange known : KNOWN) {
            best = known.misfit(was, is) < best.misfit(was, is) ? known : best;
        }
        if (best.misfit(was, is) < NEAR) {
            return Optional.of(best);
        }
        double factor = (is.get(2) - is.get(0)) / (was.get(2) - was.get(0));
        boolean apart = is.get(0) > was.get(2) || is.get(2) < was.get(0);
        return apart && none.misfit(was, is) > VERY_FAR || factor > 100
                ? Optional.of(new UnitChange("", factor, is.get(1) - factor * was.get(1)))
                : Optional.empty();
    }

    /** The same where only mean and standard deviation are known, of distributions of the same shape. */
    public static Optional<UnitChange> between(double wasMean, double wasSd, double isMean, double isSd) {
        return between(quantiles(wasMean, wasSd), quantiles(isMean, isSd));
    }

    private static List<Double> quantiles(double mean, double sd) {
        return List.of(mean - TAIL * sd, mean, mean + TAIL * sd);
    }

    /** Largest distance of a quantile from its converted value, in converted spreads. */
    private double misfit(List<Double> was, List<Double> is) {
        double spread = factor * (was.get(2) - was.get(0));
        double largest = 0;
        for (int i = 0; i < 3; i++) {
            largest = Math.max(largest, Math.abs(factor * was.get(i) + offset - is.get(i)) / spread);
        }
        return largest;
    }
}
