package io.lacuna.app.table;

import io.lacuna.app.table.csv.TableException;

/**
 * Rule for gaps of a column that are intended: a question that was not asked because of the answer to another one.
 *
 * @param column column whose gaps stay
 * @param other column that decides
 * @param value its value in rows whose gaps stay
 */
public record SkipRule(String column, String other, String value) {
    private static final String WHEN = " when ";

    /**
     * Parses {@code COLUMN when OTHER=VALUE}.
     *
     * @throws IllegalArgumentException if the text does not have this form; the message is for the user
     */
    public static SkipRule parse(String text) {
        int when = text.indexOf(WHEN);
        int equals = text.indexOf('=', Math.max(0, when));
        if (when <= 0 || equals < 0) {
            throw new IllegalArgumentException("'" + text + "' does not have the form COLUMN when OTHER=VALUE");
        }
        return new SkipRule(
                text.substring(0, when).strip(),
                text.substring(when + WHEN.length(), equals).strip(),
                text.substring(equals + 1).strip());
    }

    /** Index of a column in a table. */
    static int place(TableProfile profile, String name) throws TableException {
        int place = profile.names().indexOf(name);
        if (place < 0) {
            throw new TableException(profile.file() + ": no column is named '" + name + "', which --leave names");
        }
        return place;
    }

    @Override
    public String toString() {
        return column + WHEN + other + "=" + value;
    }
}
