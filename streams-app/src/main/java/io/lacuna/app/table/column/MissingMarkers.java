package io.lacuna.app.table.column;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The markers of a missing cell: empty text, {@code NA}, {@code NaN}, {@code null} and similar, and sentinels such as
 * {@code -200} that the user names. A sentinel that is a number also matches other spellings of this number.
 *
 * @param sentinels as the user wrote them, sorted: {@code -200}; several joined by commas, {@code -200,-999}; for one
 *     column, {@code temp=-200}; with a decimal comma where the file has decimal commas
 * @param inherited sentinels of the training table; other tables may contain none of them
 */
public record MissingMarkers(Set<String> sentinels, Set<String> inherited) {
    public static final MissingMarkers STANDARD = new MissingMarkers(Set.of(), Set.of());

    /** Missing in every column, without a note. */
    private static final Set<String> ALWAYS = Set.of("", "NA", "N/A", "NaN", "nan", "null", "NULL");

    /** Missing in every column, with a note. */
    private static final Set<String> SPOKEN = Set.of(
            "n/a", "N/a", "NAN", "Null", "<NA>", "<null>", "(null)", "#N/A", "#NA", "#NULL!", "#DIV/0!", "#VALUE!",
            "#REF!", "#NUM!", "#NAME?");

    /** Missing among numbers and among labels, with a note; a label where the user or the model has it as a label. */
    private static final Set<String> SIGNS = Set.of(
            "?", "??", "-", "--", "---", "\u2013", "\u2014", ".", "..", "...", "*", "n.a.", "n.a", "N.A.", "na", "Na");

    /** Missing among numbers, with a note; ordinary labels among labels. */
    private static final Set<String> WORDS = Set.of(
            "none",
            "nil",
            "missing",
            "unknown",
            "unk",
            "unavailable",
            "not available",
            "undefined",
            "no data",
            "nodata",
            "not a number",
            "not applicable");

    private static final Pattern DECIMAL_COMMA = Pattern.compile("[-+]?\\d+,\\d+");
    private static final Pattern NO_LIST = Pattern.compile("[-+]?\\d+,0\\d*");

    public MissingMarkers {
        sentinels = Collections.unmodifiableSet(new TreeSet<>(sentinels));
        inherited = Collections.unmodifiableSet(new TreeSet<>(inherited));
    }

    public static MissingMarkers with(Collection<String> sentinels) {
        return new MissingMarkers(Set.copyOf(sentinels), Set.of());
    }

    /** A copy that also has the sentinels of the training table. */
    public MissingMarkers inheriting(Collection<String> more) {
        return new MissingMarkers(sentinels, Set.copyOf(more));
    }

    /** All sentinels, including the inherited ones. */
    public Set<String> all() {
        Set<String> all = new TreeSet<>(inherited);
        all.addAll(sentinels);
        return all;
    }

    /** Meaning of a text that may mark a missing cell. */
    enum Silence {
        /** A value. */
        NONE,
        /** Missing in every column, without a note. */
        ALWAYS,
        /** Missing in every column. */
        SPOKEN,
        /** Missing unless it is known as a label. */
        SIGN,
        /** Missing among numbers. */
        WORD
    }

    /** Whether a text means a missing cell in every column. */
    public static boolean isAlwaysMissing(String text) {
        return silence(text) == Silence.ALWAYS;
    }

    static Silence silence(String text) {
        if (ALWAYS.contains(text)) {
            return Silence.ALWAYS;
        }
        if (text.length() > 14) {
            return Silence.NONE;
        }
        if (SPOKEN.contains(text)) {
            return Silence.SPOKEN;
        }
        if (SIGNS.contains(text)) {
            return Silence.SIGN;
        }
        return WORDS.contains(text.toLowerCase(Locale.ROOT)) ? Silence.WORD : Silence.NONE;
    }

    /**
     * The sentinels for each of a file's columns.
     *
     * @param columns names of the file's columns
     * @param decimalCommas whether the file writes decimal commas, so that {@code -200,00} is one number instead of two
     */
    public List<Sentinel> in(Collection<String> columns, boolean decimalCommas) {
        List<Sentinel> all = new ArrayList<>();
        for (String entry : all()) {
            String column = column(entry, columns);
            String values = column == null ? entry : entry.substring(column.length() + 1);
            for (String value : values(values.strip(), decimalCommas)) {
                all.add(new Sentinel(entry, column, value, !sentinels.contains(entry)));
            }
        }
        return all;
    }

    /** The longest column name with which the entry begins, before {@code =} or {@code :}. */
    private static @Nullable String column(String entry, Collection<String> columns) {
        for (int at = entry.length() - 1; at > 0; at--) {
            if ((entry.charAt(at) == '=' || entry.charAt(at) == ':') && columns.contains(entry.substring(0, at))) {
                return entry.substring(0, at);
            }
        }
        return null;
    }

    private static Collection<String> values(String values, boolean decimalCommas) {
        boolean whole = values.indexOf(',') < 0
                || NO_LIST.matcher(values).matches()
                || decimalCommas && DECIMAL_COMMA.matcher(values).matches();
        if (whole) {
            return List.of(values);
        }
        Set<String> several = new LinkedHashSet<>();
        for (String value : values.split(",")) {
            if (!value.isBlank()) {
                several.add(value.strip());
            }
        }
        return several;
    }

    /**
     * One value that means a missing cell.
     *
     * @param entry the entry as the user wrote it
     * @param column the only column it applies to; null for every column
     * @param value the text
     * @param inherited whether it comes from the model's training table and not from the user
     */
    public record Sentinel(String entry, @Nullable String column, String value, boolean inherited) {}
}
