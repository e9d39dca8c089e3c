package io.lacuna.app.table.column;

import org.jspecify.annotations.Nullable;

/**
 * A cell with a number and other characters around it: {@code < 5}, {@code 23.5 °C}, {@code €1.250,00}.
 *
 * @param limit {@code '<'} or {@code '>'} where the number is only a limit of the value, else 0
 * @param before text before the digits, such as a currency; empty for none
 * @param negative whether it has a minus sign
 * @param core digits, separators and exponent; begins with a digit or a separator
 * @param behind text after the number, such as a unit, without surrounding spaces; empty for none
 * @param space whether a space separates core and unit
 */
record NumberText(char limit, String before, boolean negative, String core, String behind, boolean space) {
    private static final int MAX_BEFORE = 4;
    private static final int MAX_BEHIND = 16;

    /** Characters allowed between digits: decimal and thousands separators. */
    private static final String SEPARATORS = ".,'\u2019_ \u00a0\u202f";

    /** Parses the text; null where it is not a number. */
    static @Nullable NumberText of(String text) {
        int length = text.length();
        int at = 0;
        char limit = 0;
        char first = length == 0 ? 0 : text.charAt(0);
        if (first == '<' || first == '\u2264' || first == '>' || first == '\u2265') {
            limit = first == '<' || first == '\u2264' ? '<' : '>';
            at = skipSpaces(text, length > 1 && text.charAt(1) == '=' ? 2 : 1);
        }
        boolean negative = isMinus(text, at);
        at += negative || at < length && text.charAt(at) == '+' ? 1 : 0;
        int digits = at;
        while (digits < length && !startsCore(text, digits) && !isMinus(text, digits) && digits - at <= MAX_BEFORE) {
            digits++;
        }
        String before = text.substring(at, Math.min(digits, length)).strip();
        if (!before.isEmpty() && !isCurrency(before)) {
            return null;
        }
        if (!before.isEmpty() && isMinus(text, digits)) {
            negative = true;
            digits++;
        }
        if (digits >= length || !startsCore(text, digits)) {
            return null;
        }
        int end = endOfCore(text, digits);
        String rest = text.substring(end);
        String behind = rest.strip();
        if (behind.equals("+") && limit == 0) {
            return new NumberText('>', before, negative, text.substring(digits, end), "", false);
        }
        boolean space = !behind.isEmpty() && rest.charAt(0) != behind.charAt(0);
        return isUnit(behind) && (before.isEmpty() || behind.isEmpty())
                ? new NumberText(limit, before, negative, text.substring(digits, end), behind, space)
                : null;
    }

    private static int skipSpaces(String text, int at) {
        int next = at;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next;
    }

    private static boolean isMinus(String text, int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '\u2212');
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static boolean startsCore(String text, int at) {
        return isDigit(text, at) || (text.charAt(at) == '.' || text.charAt(at) == ',') && isDigit(text, at + 1);
    }

    private static int endOfCore(String text, int from) {
        int end = from;
        while (isDigit(text, end)
                || end < text.length() && SEPARATORS.indexOf(text.charAt(end)) >= 0 && isDigit(text, end + 1)) {
            end++;
        }
        if (end < text.length() && (text.charAt(end) == '.' || text.charAt(end) == ',') && end + 1 == text.length()) {
            end++; // "5." is a number.
        }
        if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
            int sign = end + 1 < text.length() && "+-".indexOf(text.charAt(end + 1)) >= 0 ? 2 : 1;
            int exponent = end + sign;
            while (isDigit(text, exponent)) {
                exponent++;
            }
            end = exponent > end + sign ? exponent : end;
        }
        return end;
    }

    private static boolean isCurrency(String before) {
        return before.codePoints().allMatch(c -> Character.getType(c) == Character.CURRENCY_SYMBOL)
                || before.length() == 3 && before.chars().allMatch(c -> c >= 'A' && c <= 'Z');
    }

    private static boolean isUnit(String behind) {
        if (behind.isEmpty()) {
            return true;
        }
        int first = behind.codePointAt(0);
        return behind.length() <= MAX_BEHIND
                && (Character.isLetter(first)
                        || "%\u2030\u00b0\u00b5\"'".indexOf(first) >= 0
                        || Character.getType(first) == Character.CURRENCY_SYMBOL)
                && behind.chars().noneMatch(c -> c == ',' || c == ';' || c == ':');
    }
}
