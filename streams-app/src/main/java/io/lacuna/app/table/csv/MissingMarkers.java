package io.lacuna.app.table.csv;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stands for a missing cell: nothing, {@code NA}, {@code N/A}, {@code NaN}, {@code nan}, {@code null}, {@code NULL}, and sentinels such as
 * {@code -200} that the user names. A sentinel that is a number also stands for other ways to write that number.
 *
 * @param sentinels as the user wrote them, sorted
 */
public record MissingMarkers(Set<String> sentinels) {
    public static final MissingMarkers STANDARD = new MissingMarkers(Set.of());

    private static final Set<String> ALWAYS = Set.of("", "NA", "N/A", "NaN", "nan", "null", "NULL");

    public MissingMarkers {
        sentinels = Collections.unmodifiableSet(new TreeSet<>(sentinels));
    }

    public static MissingMarkers with(Collection<String> sentinels) {
        return new MissingMarkers(Set.copyOf(sentinels));
    }

    /** These and more. */
    public MissingMarkers and(Collection<String> more) {
        Set<String> all = new TreeSet<>(sentinels);
        all.addAll(more);
        return new MissingMarkers(all);
    }

    /**
     * Whether a cell counts as missing.
     *
     * @param text what it says
     * @param number its value, {@code NaN} where it is none
     */
    public boolean cover(String text, double number) {
        if (ALWAYS.contains(text) || sentinels.contains(text)) {
            return true;
        }
        if (!sentinels.isEmpty() && !Double.isNaN(number)) {
            for (String sentinel : sentinels) {
                if (Numbers.parse(sentinel, false) == number) {
                    return true;
                }
            }
        }
        return false;
    }
}
