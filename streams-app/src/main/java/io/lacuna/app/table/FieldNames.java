package io.lacuna.app.table;

import java.util.HashSet;
import java.util.Set;

/** Makes valid and unique Avro names from columns' names. Mutable: it remembers the names it has used. */
final class FieldNames {
    private final Set<String> taken = new HashSet<>();

    /** A letter or underscore, then letters, digits and underscores; {@code PT08.S1(CO)} becomes {@code PT08_S1_CO}. */
    static String valid(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_]+", "_");
        String trimmed = name.equals(plain) ? plain : plain.replaceAll("^_+|_+$", "");
        return trimmed.isEmpty() || Character.isDigit(trimmed.charAt(0)) ? "_" + trimmed : trimmed;
    }

    /**
     * The field name of a column.
     *
     * @param place position of the column, from 0; it names a column without a name
     */
    String of(String column, int place) {
        String base = column.isEmpty() ? "column_" + (place + 1) : valid(column);
        String name = base;
        for (int n = 2; !taken.add(name); n++) {
            name = base + "_" + n;
        }
        return name;
    }
}
