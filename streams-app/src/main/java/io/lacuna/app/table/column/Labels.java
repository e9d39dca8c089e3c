package io.lacuna.app.table.column;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Groups labels that are equal: those that differ only in case and spaces, and, if all labels are words for true and
 * false, words with the same meaning such as {@code TRUE} and {@code 1}.
 */
final class Labels {
    static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1", "1.0");
    static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0", "0.0");

    private Labels() {}

    /** Equal labels have the same key. */
    static String key(String label) {
        return label.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    /** Whether all are words for true or false, and at least one is not a number. */
    static boolean areFlags(Collection<String> labels) {
        boolean words = false;
        for (String label : labels) {
            String key = key(label);
            if (!TRUE.contains(key) && !FALSE.contains(key)) {
                return false;
            }
            words |= !Character.isDigit(key.charAt(0));
        }
        return words;
    }

    /** {@code true} or {@code false} for words with that meaning. */
    static String flag(String label) {
        return String.valueOf(TRUE.contains(key(label)));
    }

    /**
     * The labels, each as the list of its texts, the most frequent text first; in the order of the first texts.
     */
    static List<List<LabelCounts.Label>> groups(Collection<LabelCounts.Label> texts) {
        boolean flags = areFlags(texts.stream().map(label -> label.text).toList());
        Map<String, List<LabelCounts.Label>> groups = new LinkedHashMap<>();
        for (LabelCounts.Label label : texts) {
            String key = flags ? flag(label.text) : key(label.text);
            groups.computeIfAbsent(key, unseen -> new ArrayList<>()).add(label);
        }
        groups.values().forEach(group -> group.sort((a, b) -> Long.compare(b.cells, a.cells)));
        return List.copyOf(groups.values());
    }
}
