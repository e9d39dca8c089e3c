package io.lacuna.app.table.column;

import java.util.regex.Pattern;

/** Decides which texts and whole numbers are dates or times. */
final class TemporalText {
    private static final String MONTH =
            "(?:jan(?:uary?)?|feb(?:ruary?)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
                    + "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|m\u00e4rz|mrz|mai|juni|juli|okt(?:ober)?|dez(?:ember)?)\\.?";

    private static final String DAY = String.join(
            "|",
            "\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}",
            "\\d{1,2}[-/.]\\d{1,2}[-/.](?:\\d{4}|\\d{2})?",
            "\\d{1,2}(?:st|nd|rd|th)?[-/. ]{1,2}" + MONTH + "(?:[-/., ]{1,2}\\d{2,4})?",
            MONTH + " \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4})?",
            MONTH + "[-/ ]'?\\d{2,4}",
            "\\d{4}[-/ ]" + MONTH + "(?:[-/ ]\\d{1,2})?",
            "\\d{4}-(?:0[1-9]|1[0-2])", // month
            "\\d{4}-?w\\d{2}(?:-?\\d)?", // week
            "\\d{4}[-/ ]?q[1-4]|q[1-4][-/ ]?\\d{4}"); // quarter

    private static final String CLOCK =
            "\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?: ?[ap]\\.?m\\.?)?|\\d{1,2}\\.\\d{2}\\.\\d{2}|\\d{1,2}(?: ?[ap]\\.?m\\.?)";

    private static final String ZONE = "(?: ?(?:z|utc|gmt|[a-z]{3,4}|[+-]\\d{2}:?(?:\\d{2})?))?(?: \\d{4})?";

    private static final Pattern DATE_OR_TIME = Pattern.compile(
            "(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?(?:(?:" + DAY + ")(?:(?:t|,? )(?:" + CLOCK + "|\\d{1,2})"
                    + ZONE + ")?|(?:" + CLOCK + ")" + ZONE + "|\\d{8}t\\d{4,6}" + ZONE + ")",
            Pattern.CASE_INSENSITIVE);

    private static final int LONGEST = 48;

    /** 2000-01-01 and 2040-01-01 in seconds since 1970. */
    private static final double FIRST_SECOND = 946_684_800d;

    private static final double LAST_SECOND = 2_208_988_800d;

    private TemporalText() {}

    /** Whether the text is a date, a time of day, or both. */
    static boolean is(String text) {
        if (text.length() < 4 || text.length() > LONGEST) {
            return false;
        }
        return text.chars().anyMatch(c -> c >= '0' && c <= '9')
                && Double.isNaN(Numbers.parse(text, false))
                && DATE_OR_TIME.matcher(text).matches();
    }

    /** Whether a whole number is a date written as {@code yyyymmdd}, {@code yyyymm} or {@code yyyymmddhhmmss}. */
    static boolean isCalendarNumber(double number) {
        if (number >= 190_001 && number <= 210_012) {
            return isMonth(number);
        }
        if (number >= 19_000_101 && number <= 21_001_231) {
            return isMonth(Math.floor(number / 100)) && isDay(number);
        }
        if (number >= 19_000_101_000_000d && number <= 21_001_231_235_959d) {
            double day = Math.floor(number / 1_000_000);
            double time = number - day * 1_000_000;
            return isMonth(Math.floor(day / 100))
                    && isDay(day)
                    && time < 240_000
                    && time % 10_000 < 6_000
                    && time % 100 < 60;
        }
        return false;
    }

    private static boolean isMonth(double yearAndMonth) {
        double month = yearAndMonth % 100;
        return month >= 1 && month <= 12;
    }

    private static boolean isDay(double date) {
        double day = date % 100;
        return day >= 1 && day <= 31;
    }

    /** Whether a whole number counts seconds or milliseconds since 1970, from 2000 to 2040. */
    static boolean isSinceEpoch(double number) {
        return number >= FIRST_SECOND && number <= LAST_SECOND
                || number >= 1000 * FIRST_SECOND && number <= 1000 * LAST_SECOND;
    }
}
