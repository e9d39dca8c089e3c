package io.lacuna.app.table.column;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the category of a text: by an exact match, or by a match without case if that is unique. */
public final class LabelIndex {
    /** The text is not a label. */
    public static final int NONE = -1;

    /** The labels of a binary feature, and words for them. */
    public static final LabelIndex FLAGS = of(List.of("false", "true"));

    private final Set<String> exact;
    private final Map<String, Integer> categories;

    private LabelIndex(Set<String> exact, Map<String, Integer> categories) {
        this.exact = exact;
        this.categories = categories;
    }

    public static LabelIndex of(List<String> labels) {
        Map<String, Integer> categories = new HashMap<>();
        for (int c = 0; c < labels.size(); c++) {
            categories.merge(Labels.key(labels.get(c)), c, (one, other) -> NONE);
        }
        long meanings = labels.stream().map(Labels::flag).distinct().count();
        if (Labels.areFlags(labels) && meanings == labels.size()) {
            for (int c = 0; c < labels.size(); c++) {
                for (String word : Labels.flag(labels.get(c)).equals("true") ? Labels.TRUE : Labels.FALSE) {
                    categories.putIfAbsent(word, c);
                }
            }
        }
        for (int c = 0; c < labels.size(); c++) {
            categories.put(labels.get(c), c);
        }
        return new LabelIndex(new HashSet<>(labels), categories);
    }

    /** The category of a text; {@link #NONE} where it is not a label. */
    public int of(String text) {
        Integer category = categories.get(text);
        return category == null ? categories.getOrDefault(Labels.key(text), NONE) : category;
    }

    /** Whether the text is exactly a label. */
    public boolean has(String text) {
        return exact.contains(text);
    }
}
