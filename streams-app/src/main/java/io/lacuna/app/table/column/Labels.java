package io.lacuna.app.table.column;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which labels are one: those that differ in case and spaces alone, and, where all are words for true and false, {@code TRUE}
 * and {@code 1}.
 */
final class Labels {
    static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1", "1.0");
    static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0", "0.0");

    private Labels() {}

    /** Labels that are one have the same key. */
    static String key(String label) {
        return label.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    /** Whether all are words for true or false, and one at least is no number. */
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

    /** {@code true} or {@code false} for words that mean it. */
    static String flag(String label) {
        return String.valueOf(TRUE.contains(key(label)));
    }

    /**
     * The labels, each with all texts that say it, the most frequent text first; in the order of the first texts.
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
