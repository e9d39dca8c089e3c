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
 * What stands for a missing cell: nothing, {@code NA}, {@code NaN}, {@code null} and the like, and sentinels such as
 * {@code -200} that the user names. A sentinel that is a number also stands for other ways to write that number.
 *
 * @param sentinels as the user wrote them, sorted: {@code -200}; several joined by commas, {@code -200,-999}; of one column,
 *     {@code temp=-200}; with a decimal comma where the file has those
 * @param inherited sentinels of the table that the model was fitted on; other tables may have none of them
 */
public record MissingMarkers(Set<String> sentinels, Set<String> inherited) {
    public static final MissingMarkers STANDARD = new MissingMarkers(Set.of(), Set.of());

    /** Missing in every column, and nothing is said of it. */
    private static final Set<String> ALWAYS = Set.of("", "NA", "N/A", "NaN", "nan", "null", "NULL");

    /** Missing in every column, and said. */
    private static final Set<String> SPOKEN = Set.of(
            "n/a", "N/a", "NAN", "Null", "<NA>", "<null>", "(null)", "#N/A", "#NA", "#NULL!", "#DIV/0!", "#VALUE!",
            "#REF!", "#NUM!", "#NAME?");

    /** Missing among numbers and among labels, said; a label where the user or the model takes them for one. */
    private static final Set<String> SIGNS = Set.of(
            "?", "??", "-", "--", "---", "\u2013", "\u2014", ".", "..", "...", "*", "n.a.", "n.a", "N.A.", "na", "Na");

    /** Missing among numbers, said; labels like others among labels. */
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

    /** These, and those of the table that a model was fitted on. */
    public MissingMarkers inheriting(Collection<String> more) {
        return new MissingMarkers(sentinels, Set.copyOf(more));
    }

    /** The sentinels, the inherited ones too. */
    public Set<String> all() {
        Set<String> all = new TreeSet<>(inherited);
        all.addAll(sentinels);
        return all;
    }

    /** What a text that is no value of its own stands for. */
    enum Silence {
        /** A value. */
        NONE,
        /** Missing wherever it stands, and nothing to speak of. */
        ALWAYS,
        /** Missing wherever it stands. */
        SPOKEN,
        /** Missing unless it is known as a label. */
        SIGN,
        /** Missing among numbers. */
        WORD
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
     * The sentinels of a file's columns.
     *
     * @param columns names of the file's columns
     * @param decimalCommas whether the file writes decimal commas, so that {@code -200,00} is one number and not two
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

    /** The longest name of a column that the entry begins with, before {@code =} or {@code :}. */
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
     * One value that stands for a missing cell.
     *
     * @param entry what the user wrote
     * @param column the only one it is of; null for every column
     * @param value the text
     * @param inherited whether it was said when the model was fitted, and not now
     */
    public record Sentinel(String entry, @Nullable String column, String value, boolean inherited) {}
}
