package io.lacuna.app.table.column;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a column writes its numbers. Immutable.
 *
 * @param decimal the decimal mark, a point or a comma
 * @param thousands thousands separator; {@link #NONE} for none
 * @param before text before each number, such as a currency; empty for none
 * @param behind the unit after each number, as written in filled cells, with its space; empty for none. Numbers without
 *     it are read too
 * @param limits how {@code <5} is read
 */
public record NumberStyle(char decimal, char thousands, String before, String behind, Limits limits) {
    /** No mark. */
    public static final char NONE = 0;

    /** {@code 1234.5}. */
    public static final NumberStyle POINT = new NumberStyle('.', NONE, "", "", Limits.MISSING);

    private static final Pattern GROUPED = Pattern.compile("\\d{1,3}(?: \\d{2,3})* \\d{3}");

    /** The unit without its space, or the currency; empty for none. */
    public String unit() {
        return behind.isEmpty() ? before : behind.strip();
    }

    /** The number that a text means in this style; {@code NaN} where it is not a number. */
    public double parse(String text) {
        double plain = Numbers.parse(text, decimal == ',');
        if (!Double.isNaN(plain) || text.isEmpty()) {
            return plain;
        }
        NumberText parts = NumberText.of(text);
        if (parts == null || !parts.before().isEmpty() && !parts.before().equals(before)) {
            return Double.NaN;
        }
        if (!parts.behind().isEmpty() && !parts.behind().equals(behind.strip())) {
            return Double.NaN;
        }
        double size = magnitude(parts.core());
        double number = parts.negative() ? -size : size;
        return parts.limit() == 0 ? number : limits.value(parts.limit(), number);
    }

    /** The number without sign and unit; {@code NaN} where its separators do not fit this style. */
    private double magnitude(String core) {
        String plain = plain(core);
        return plain.isEmpty() ? Double.NaN : Numbers.parse(plain, false);
    }

    /** Digits as programs write them, with a point and without groups; empty where they are no number in this style. */
    String plain(String core) {
        int fraction = core.indexOf(decimal);
        StringBuilder whole = new StringBuilder(fraction < 0 ? core : core.substring(0, fraction));
        boolean parted = false;
        for (int i = 0; thousands != NONE && i < whole.length(); i++) {
            if (isThousands(whole.charAt(i))) {
                whole.setCharAt(i, ' ');
                parted = true;
            }
        }
        if (parted && !GROUPED.matcher(whole).matches()) {
            return "";
        }
        String rest = fraction < 0 ? "" : "." + core.substring(fraction + 1);
        return (parted ? whole.toString().replace(" ", "") : whole) + rest;
    }

    /** Whether digits with these separators form a number in this style. */
    boolean reads(String core) {
        return !Double.isNaN(magnitude(core));
    }

    private boolean isThousands(char c) {
        return switch (thousands) {
            case ' ' -> c == ' ' || c == '\u00a0' || c == '\u202f';
            case '\'' -> c == '\'' || c == '\u2019';
            default -> c == thousands;
        };
    }

    /**
     * Writes a filled number as a cell of the column.
     *
     * @param sd its standard deviation, which decides its rounding; 0 where the number is exact
     * @param decimals number of decimal places
     */
    public String text(double value, double sd, Decimals decimals) {
        String plain = decimals.round(value, sd);
        if (plain.isEmpty() || plain.indexOf('E') >= 0) {
            return decimal == ',' ? plain.replace('.', ',') : plain;
        }
        boolean negative = plain.charAt(0) == '-';
        String size = negative ? plain.substring(1) : plain;
        int point = size.indexOf('.');
        String whole = point < 0 ? size : size.substring(0, point);
        String fraction = point < 0 ? "" : decimal + size.substring(point + 1);
        return (negative ? "-" : "") + before + grouped(whole) + fraction + behind;
    }

    private String grouped(String whole) {
        if (thousands == NONE || whole.length() <= 3) {
            return whole;
        }
        StringBuilder text = new StringBuilder(whole);
        for (int at = whole.length() - 3; at > 0; at -= 3) {
            text.insert(at, thousands);
        }
        return text.toString();
    }

    /** The differences from plain numbers, as text; empty for none. */
    public String words() {
        List<String> words = new ArrayList<>();
        if (decimal == ',') {
            words.add("decimal commas");
        }
        if (thousands != NONE) {
            words.add("thousands separated by '" + thousands + "'");
        }
        if (!unit().isEmpty()) {
            words.add("the unit " + unit());
        }
        return String.join(", ", words);
    }
}
