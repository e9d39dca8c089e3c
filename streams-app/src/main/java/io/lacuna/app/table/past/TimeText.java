package io.lacuna.app.table.past;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times of one column, as milliseconds: dates with or without a time of day, with the year first or last;
 * times of one day; seconds or milliseconds since 1970; any other number, in thousandths of its unit. Times without a
 * zone are read as UTC. Immutable.
 */
public final class TimeText {
    private static final String CLOCK = "(?:(?:[T ]\\s*)(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?"
            + "\\s*([AaPp][Mm])?\\s*(Z|UTC|GMT|[+-]\\d{2}:?\\d{2})?)?";
    private static final Pattern YEAR_FIRST = Pattern.compile("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})" + CLOCK);
    private static final Pattern YEAR_LAST = Pattern.compile("(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})" + CLOCK);
    private static final Pattern DIGITS =
            Pattern.compile("((?:19|20)\\d{2})(\\d{2})(\\d{2})(?:(\\d{2})(\\d{2})(\\d{2}))?");
    private static final Pattern OF_DAY = Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2}))?");
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d{1,18}(?:[.,]\\d{1,9})?");

    /** 1 January 2000 and 2040 in seconds since 1970: numbers between them are read as seconds, or milliseconds. */
    private static final double FIRST_SECOND = 946_684_800d;

    private static final double LAST_SECOND = 2_208_988_800d;

    private final boolean monthFirst;

    private TimeText(boolean monthFirst) {
        this.monthFirst = monthFirst;
    }

    /**
     * Detects how a column writes its times. If the year is last, days above 12 decide whether day or month is first.
     * Without such days, the reading with more rows in order is used; day first if both have as many.
     *
     * @param texts all cells of the column, or a part of them
     */
    public static TimeText of(List<String> texts) {
        TimeText day = new TimeText(false);
        TimeText month = new TimeText(true);
        int[] readable = new int[2];
        int[] inOrder = new int[2];
        for (int way = 0; way < 2; way++) {
            long last = Long.MIN_VALUE;
            for (String text : texts) {
                OptionalLong time = (way == 0 ? day : month).parse(text);
                if (time.isPresent()) {
                    readable[way]++;
                    inOrder[way] += time.getAsLong() >= last ? 1 : 0;
                    last = time.getAsLong();
                }
            }
        }
        boolean monthIsBetter = readable[1] > readable[0] || readable[1] == readable[0] && inOrder[1] > inOrder[0];
        return monthIsBetter ? month : day;
    }

    /** The time of a cell; empty if it cannot be read. */
    public OptionalLong parse(String text) {
        String cell = text.strip();
        try {
            Matcher form = YEAR_FIRST.matcher(cell);
            if (form.matches()) {
                return of(number(form, 1), number(form, 2), number(form, 3), form);
            }
            form = YEAR_LAST.matcher(cell);
            if (form.matches()) {
                return of(number(form, 3), number(form, monthFirst ? 1 : 2), number(form, monthFirst ? 2 : 1), form);
            }
            form = DIGITS.matcher(cell);
            if (form.matches()) {
                boolean clock = form.group(4) != null;
                return OptionalLong.of(millis(LocalDateTime.of(
                        number(form, 1),
                        number(form, 2),
                        number(form, 3),
                        clock ? number(form, 4) : 0,
                        clock ? number(form, 5) : 0,
                        clock ? number(form, 6) : 0)));
            }
            form = OF_DAY.matcher(cell);
            if (form.matches()) {
                int second = form.group(3) == null ? 0 : number(form, 3);
                return OptionalLong.of(1000L * (3600 * number(form, 1) + 60 * number(form, 2) + second));
            }
        } catch (DateTimeException noDate) {
            return OptionalLong.empty();
        }
        return NUMBER.matcher(cell).matches()
                ? ofNumber(Double.parseDouble(cell.replace(',', '.')))
                : OptionalLong.empty();
    }

    /** Whether a cell has a date, or seconds or milliseconds since 1970: a calendar time. */
    boolean isOfCalendar(String text) {
        String cell = text.strip();
        if (OF_DAY.matcher(cell).matches()) {
            return false;
        }
        if (NUMBER.matcher(cell).matches() && !DIGITS.matcher(cell).matches()) {
            double number = Double.parseDouble(cell.replace(',', '.'));
            return number >= FIRST_SECOND && number <= LAST_SECOND || isMillis(number);
        }
        return parse(text).isPresent();
    }

    private static boolean isMillis(double number) {
        return number >= 1000 * FIRST_SECOND && number <= 1000 * LAST_SECOND;
    }

    private static OptionalLong ofNumber(double number) {
        return OptionalLong.of(Math.round(isMillis(number) ? number : 1000 * number));
    }

    private static OptionalLong of(int year, int month, int day, Matcher form) {
        LocalDateTime date = LocalDateTime.of(year, month, day, 0, 0);
        if (form.group(4) == null) {
            return OptionalLong.of(millis(date));
        }
        int hour = number(form, 4);
        String half = form.group(8);
        if (half != null) {
            hour = hour % 12 + (half.equalsIgnoreCase("pm") ? 12 : 0);
        }
        LocalDateTime time =
                LocalDateTime.of(year, month, day, hour, number(form, 5), form.group(6) == null ? 0 : number(form, 6));
        String fraction = form.group(7) == null ? "0" : form.group(7);
        long thousandths = Math.round(1000 * Double.parseDouble("0." + fraction));
        return OptionalLong.of(millis(time) + thousandths - zone(form.group(9)));
    }

    private static long zone(@Nullable String zone) {
        return zone == null || zone.length() < 5
                ? 0
                : 1000L * ZoneOffset.of(zone).getTotalSeconds();
    }

    private static int number(Matcher form, int group) {
        return Integer.parseInt(form.group(group));
    }

    private static long millis(LocalDateTime time) {
        return time.toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
