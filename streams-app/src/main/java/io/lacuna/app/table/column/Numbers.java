package io.lacuna.app.table.column;

import java.math.BigDecimal;
import java.math.MathContext;

/** Parses numbers in cells and writes filled numbers. */
public final class Numbers {
    private static final int DIGITS = 9;
    private static final int MAX_DIGITS = 17;

    private Numbers() {}

    /**
     * The number of a text; {@code NaN} where it is not a number. Stricter than {@link Double#parseDouble}, which also
     * accepts {@code 1d}, {@code 0x1p3} and {@code Infinity}.
     */
    public static double parse(String text, boolean decimalComma) {
        if (text.isEmpty() || !plain(text, decimalComma ? ',' : '.')) {
            return Double.NaN;
        }
        try {
            double value = Double.parseDouble(decimalComma ? text.replace(',', '.') : text);
            return Double.isFinite(value) ? value : Double.NaN;
        } catch (NumberFormatException notANumber) {
            return Double.NaN;
        }
    }

    private static boolean plain(String text, char point) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c == point || c == '-' || c == '+' || c == 'e' || c == 'E')) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes a filled number to about nine digits relative to its standard deviation, and no more: further digits are
     * noise.
     *
     * @param sd its standard deviation, in the same unit; 0 where the number is exact
     */
    public static String format(double value, double sd, boolean decimalComma) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : "";
        }
        int digits = MAX_DIGITS;
        if (sd > 0) {
            double before = Math.max(0, Math.floor(Math.log10(Math.abs(value) / sd)));
            digits = (int) Math.min(MAX_DIGITS, DIGITS + before);
        }
        BigDecimal exact = digits == MAX_DIGITS ? BigDecimal.valueOf(value) : new BigDecimal(value);
        BigDecimal shortest = exact.round(new MathContext(digits)).stripTrailingZeros();
        boolean scientific = shortest.precision() - shortest.scale() > 15 || shortest.scale() > 15;
        String text = scientific ? shortest.toString() : shortest.toPlainString();
        return decimalComma ? text.replace('.', ',') : text;
    }
}
