package io.lacuna.app.table.column;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The resolution of a column: the number of decimal places of its numbers.
 *
 * @param most decimal places to which filled numbers are rounded; {@link #FREE} rounds by their standard deviation
 * @param written smallest number of decimal places written, with trailing zeros, as in {@code 2.50}
 */
public record Decimals(int most, int written) {
    /** No limit. */
    public static final int FREE = -1;

    /** Rounding follows the standard deviation of the number. */
    public static final Decimals UNKNOWN = new Decimals(FREE, 0);

    /** Writes a number with a decimal point, rounded as by {@link Numbers#format} and to this resolution. */
    String round(double value, double sd) {
        String worth = Numbers.format(value, sd, false);
        if (most == FREE || worth.isEmpty() || worth.indexOf('E') >= 0) {
            return worth;
        }
        BigDecimal number = new BigDecimal(worth);
        if (number.scale() > most) {
            number = new BigDecimal(value).setScale(most, RoundingMode.HALF_EVEN);
        }
        if (number.scale() < written) {
            return number.setScale(written).toPlainString();
        }
        BigDecimal shortest = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        return (shortest.scale() < written ? shortest.setScale(written) : shortest).toPlainString();
    }
}
