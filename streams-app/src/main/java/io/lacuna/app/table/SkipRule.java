package io.lacuna.app.table;

import io.lacuna.app.table.csv.TableException;

/**
 * Gaps of a column that are meant: a question that was not asked because of the answer to another.
 *
 * @param column whose gaps stay
 * @param other the column that tells
 * @param value what it says in rows whose gaps stay
 */
public record SkipRule(String column, String other, String value) {
    private static final String WHEN = " when ";

    /**
     * Reads {@code COLUMN when OTHER=VALUE}.
     *
     * @throws IllegalArgumentException if the text is none; the message is for the user
     */
    public static SkipRule parse(String text) {
        int when = text.indexOf(WHEN);
        int equals = text.indexOf('=', Math.max(0, when));
        if (when <= 0 || equals < 0) {
            throw new IllegalArgumentException("'" + text + "' is not of the form COLUMN when OTHER=VALUE");
        }
        return new SkipRule(
                text.substring(0, when).strip(),
                text.substring(when + WHEN.length(), equals).strip(),
                text.substring(equals + 1).strip());
    }

    /** The place of a column in a table. */
    static int place(TableProfile profile, String name) throws TableException {
        int place = profile.names().indexOf(name);
        if (place < 0) {
            throw new TableException(profile.file() + ": no column is named '" + name + "', of which --leave speaks");
        }
        return place;
    }

    @Override
    public String toString() {
        return column + WHEN + other + "=" + value;
    }
}
