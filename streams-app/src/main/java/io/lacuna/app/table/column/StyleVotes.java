package io.lacuna.app.table.column;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts how the cells of one column write numbers, and decides on the column's {@link NumberStyle}. Mutable, owned by one
 * thread.
 *
 * <p>{@code 1,5} can only have a decimal comma and {@code 1,234,567} only thousands separators. {@code 1,234} may be
 * either; the other cells of the column decide, then the other columns of the file.
 */
public final class StyleVotes {
    /** Units that make a column numeric, however few distinct numbers it has. */
    private static final Set<String> UNITS = Set.of(
            ("% \u2030 \u00b0 \u00b0C \u00b0F K kg g mg \u00b5g ug lb lbs oz t m cm mm km mi ft in l L ml mL dl dL cl s sec min h hr hrs"
                            + " ms d day days yr yrs years mo W kW MW kWh Wh MWh V mV A mA Hz kHz MHz GHz B kB KB MB GB TB Pa hPa kPa"
                            + " MPa bar mbar psi mph km/h kmh m/s kn kt knots ppm ppb mg/l mg/L mg/dl mg/dL mmol/l mmol/L g/l g/L bpm"
                            + " mmHg lx lux dB dBm cal kcal kJ J N Nm EUR USD GBP CHF Euro euro pct percent deg rpm")
                    .split(" "));

    /** This many distinct numbers with an unknown unit make a column numeric. */
    private static final int MANY = 10;

    private static final int MAX_UNITS = 32;

    private long plain;
    private long pointDecimals;
    private long commaDecimals;
    private long pointThousands;
    private long commaThousands;
    private long eitherPoint;
    private long eitherComma;
    private long spaceThousands;
    private long quoteThousands;
    private long underscoreThousands;
    private long bare;
    private long limits;
    private final Map<String, Unit> units = new HashMap<>();

    /** Number of cells with one unit or currency. */
    private static final class Unit {
        private final boolean before;
        private long cells;
        private long spaced;
        private final Set<String> different = new HashSet<>();

        Unit(boolean before) {
            this.before = before;
        }
    }

    /** Adds a cell that is not marked as missing. */
    public void see(String text) {
        if (isWhole(text)) {
            plain++;
            bare++;
            return;
        }
        NumberText parts = NumberText.of(text);
        if (parts == null || !count(parts.core())) {
            return;
        }
        limits += parts.limit() == 0 ? 0 : 1;
        String name = parts.behind().isEmpty() ? parts.before() : parts.behind();
        if (name.isEmpty()) {
            bare++;
        } else if (units.size() < MAX_UNITS || units.containsKey(name)) {
            Unit unit = units.computeIfAbsent(
                    name, unseen -> new Unit(!parts.before().isEmpty()));
            unit.cells++;
            unit.spaced += parts.space() ? 1 : 0;
            if (unit.different.size() <= MANY) {
                unit.different.add(parts.core());
            }
        }
    }

    private static boolean isWhole(String text) {
        int start = !text.isEmpty() && text.charAt(0) == '-' ? 1 : 0;
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > start;
    }

    /** Counts the separators of one number by their only possible meaning; false where they fit no number. */
    private boolean count(String core) {
        int exponent = Math.max(core.indexOf('e'), core.indexOf('E'));
        String number = exponent < 0 ? core : core.substring(0, exponent);
        int points = count(number, '.');
        int commas = count(number, ',');
        char other = otherSeparator(number);
        if (other != NumberStyle.NONE) {
            if (points + commas > 1
                    || !new NumberStyle(commas == 1 ? ',' : '.', other, "", "", Limits.MISSING).reads(number)) {
                return false;
            }
            spaceThousands += other == ' ' ? 1 : 0;
            quoteThousands += other == '\'' ? 1 : 0;
            underscoreThousands += other == '_' ? 1 : 0;
            pointDecimals += points;
            commaDecimals += commas;
            return true;
        }
        if (points > 0 && commas > 0) {
            return countBoth(number, points, commas);
        }
        if (points + commas > 1) {
            char mark = points > 0 ? '.' : ',';
            if (!new NumberStyle(mark == '.' ? ',' : '.', mark, "", "", Limits.MISSING).reads(number)) {
                return false;
            }
            pointThousands += points > 0 ? 1 : 0;
            commaThousands += commas > 0 ? 1 : 0;
        } else if (points + commas == 1) {
            boolean either = exponent < 0 && mayBeThousands(number, points > 0 ? '.' : ',');
            eitherPoint += either ? points : 0;
            eitherComma += either ? commas : 0;
            pointDecimals += either ? 0 : points;
            commaDecimals += either ? 0 : commas;
        } else {
            plain++;
        }
        return true;
    }

    private boolean countBoth(String number, int points, int commas) {
        boolean pointLast = number.lastIndexOf('.') > number.lastIndexOf(',');
        char mark = pointLast ? '.' : ',';
        if ((pointLast ? points : commas) > 1
                || !new NumberStyle(mark, pointLast ? ',' : '.', "", "", Limits.MISSING).reads(number)) {
            return false;
        }
        commaThousands += pointLast ? 1 : 0;
        pointThousands += pointLast ? 0 : 1;
        return true;
    }

    private static int count(String text, char c) {
        return (int) text.chars().filter(each -> each == c).count();
    }

    private static char otherSeparator(String number) {
        for (int i = 0; i < number.length(); i++) {
            switch (number.charAt(i)) {
                case ' ', '\u00a0', '\u202f' -> {
                    return ' ';
                }
                case '\'', '\u2019' -> {
                    return '\'';
                }
                case '_' -> {
                    return '_';
                }
                default -> {}
            }
        }
        return NumberStyle.NONE;
    }

    /** Whether the separator has one to three digits before it, the first not 0, and exactly three after it. */
    private static boolean mayBeThousands(String number, char mark) {
        int at = number.indexOf(mark);
        return at >= 1 && at <= 3 && number.charAt(0) != '0' && number.length() - at - 1 == 3;
    }

    /** Adds the votes of another column, to get the votes of the file. */
    public void add(StyleVotes other) {
        pointDecimals += other.pointDecimals;
        commaDecimals += other.commaDecimals;
        pointThousands += other.pointThousands;
        commaThousands += other.commaThousands;
        eitherPoint += other.eitherPoint;
        eitherComma += other.eitherComma;
    }

    /**
     * The decimal mark supported by these cells: a point, a comma, or {@link NumberStyle#NONE} where no cell decides.
     */
    char decimal() {
        long forPoint = pointDecimals + commaThousands;
        long forComma = commaDecimals + pointThousands;
        return forPoint == forComma ? NumberStyle.NONE : forPoint > forComma ? '.' : ',';
    }

    /** Number of cells such as {@code 12.345} that may mean 12345, in a column without other separators. */
    public long undecided() {
        return decimal() == NumberStyle.NONE ? eitherPoint + eitherComma : 0;
    }

    /** Whether the undecided separators are mostly points. */
    boolean mostlyPoints() {
        return eitherPoint >= eitherComma;
    }

    /** Number of cells with a unit or currency other than the style's. */
    public long otherUnits(NumberStyle style) {
        return units.entrySet().stream()
                .filter(unit -> !unit.getKey().equals(style.unit()))
                .mapToLong(unit -> unit.getValue().cells)
                .sum();
    }

    /** Number of cells without a unit in a column that has one. */
    public long withoutUnit(NumberStyle style) {
        return style.unit().isEmpty() ? 0 : bare;
    }

    /** Number of cells such as {@code <5}. */
    public long limits() {
        return limits;
    }

    /**
     * Decides how the column's numbers are read.
     *
     * @param file votes of all columns
     * @param delimiter delimiter of the file: a comma is an unlikely decimal mark where it separates cells
     */
    public NumberStyle decide(String column, StyleVotes file, char delimiter, ReadingChoices choices) {
        char asked = choices.thousands(column);
        char decimal = choices.decimal();
        if (decimal == NumberStyle.NONE && (asked == '.' || asked == ',')) {
            decimal = asked == '.' ? ',' : '.';
        }
        if (decimal == NumberStyle.NONE) {
            decimal = decimal();
        }
        boolean fromFile = decimal == NumberStyle.NONE;
        if (fromFile) {
            decimal = file.decimal();
        }
        if (decimal == NumberStyle.NONE) {
            // Only 1,234: a decimal comma in a file delimited by semicolons, a thousands separator in one delimited by
            // commas.
            decimal = eitherComma > eitherPoint && delimiter != ',' ? ',' : '.';
        }
        char thousands = asked != NumberStyle.NONE ? asked : thousands(decimal);
        Map.Entry<String, Unit> unit = unit();
        if (unit == null) {
            return new NumberStyle(decimal, thousands, "", "", choices.limits());
        }
        Unit of = unit.getValue();
        String space = 2 * of.spaced > of.cells ? " " : "";
        return new NumberStyle(
                decimal,
                thousands,
                of.before ? unit.getKey() : "",
                of.before ? "" : space + unit.getKey(),
                choices.limits());
    }

    /** A known unit such as {@code kg}, or one composed of known units: {@code kg/m\u00b3}. */
    private static boolean isKnown(String unit) {
        String first = unit.replace('\u03bc', '\u00b5').split("/")[0].replaceAll("[0-9\u00b2\u00b3^]+$", "");
        return UNITS.contains(unit) || UNITS.contains(first);
    }

    private char thousands(char decimal) {
        if (decimal == '.' ? commaThousands + eitherComma > 0 : pointThousands + eitherPoint > 0) {
            return decimal == '.' ? ',' : '.';
        }
        if (spaceThousands > 0) {
            return ' ';
        }
        return quoteThousands > 0 ? '\'' : underscoreThousands > 0 ? '_' : NumberStyle.NONE;
    }

    private Map.@Nullable Entry<String, Unit> unit() {
        long decorated = 0;
        Map.Entry<String, Unit> best = null;
        for (Map.Entry<String, Unit> unit : units.entrySet()) {
            long cells = unit.getValue().cells;
            decorated += cells;
            long most = best == null ? -1 : best.getValue().cells;
            if (cells > most || cells == most && best != null && unit.getKey().compareTo(best.getKey()) < 0) {
                best = unit;
            }
        }
        if (best == null || 2 * best.getValue().cells < decorated || decorated * 4 < bare) {
            return null;
        }
        boolean known = isKnown(best.getKey())
                || best.getValue().before
                || Character.getType(best.getKey().codePointAt(0)) == Character.CURRENCY_SYMBOL;
        return known || best.getValue().different.size() > MANY ? best : null;
    }
}
