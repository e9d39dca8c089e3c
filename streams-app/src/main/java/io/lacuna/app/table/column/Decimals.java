package io.lacuna.app.table.column;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The resolution of a column: how many places behind the decimal mark its numbers have.
 *
 * @param most places that filled numbers are rounded to; {@link #FREE} for as many as their spread is worth
 * @param written places that every number is written with at least, zeros included, as in {@code 2.50}
 */
public record Decimals(int most, int written) {
    /** No limit. */
    public static final int FREE = -1;

    /** As many places as the spread is worth. */
    public static final Decimals UNKNOWN = new Decimals(FREE, 0);

    /** A number with a decimal point, as {@link Numbers#format} writes it and to this resolution. */
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
