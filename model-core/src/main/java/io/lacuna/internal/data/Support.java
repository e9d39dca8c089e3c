package io.lacuna.internal.data;

import java.math.BigDecimal;

/**
 * The range in which the values of a continuous feature lie. Immutable.
 *
 * @param low lower limit; negative infinity for none
 * @param high upper limit; infinity for none
 */
public record Support(double low, double high) {
    /** All real numbers. */
    public static final Support REALS = new Support(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    public Support {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "the lower limit must not be above the upper one: " + low + " to " + high);
        }
    }

    /**
     * Parses {@code LOW:HIGH}, of which either may be left out.
     *
     * @throws IllegalArgumentException if the text is not a range; the message is for the user
     */
    public static Support parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "' is not a range LOW:HIGH");
        }
        try {
            String low = text.substring(0, colon).strip();
            String high = text.substring(colon + 1).strip();
            return new Support(
                    low.isEmpty() ? Double.NEGATIVE_INFINITY : Double.parseDouble(low),
                    high.isEmpty() ? Double.POSITIVE_INFINITY : Double.parseDouble(high));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("'" + text + "' is not a range LOW:HIGH: " + malformed.getMessage());
        }
    }

    /** The value, clipped to the range; NaN stays NaN. */
    public double clamp(double value) {
        return Math.min(high, Math.max(low, value));
    }

    /** Whether every number is allowed. */
    public boolean isReals() {
        return equals(REALS);
    }

    /** As text: {@code at least 0}, {@code at most 100}, {@code from 1 to 5}; {@code any number} without limits. */
    public String words() {
        if (isReals()) {
            return "any number";
        }
        if (high == Double.POSITIVE_INFINITY) {
            return "at least " + plain(low);
        }
        return low == Double.NEGATIVE_INFINITY ? "at most " + plain(high) : "from " + plain(low) + " to " + plain(high);
    }

    private static String plain(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
}
