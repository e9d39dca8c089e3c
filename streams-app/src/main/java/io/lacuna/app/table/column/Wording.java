package io.lacuna.app.table.column;

import java.util.List;
import java.util.Map;

/** Formats names and cells for messages, on one line. */
public final class Wording {
    private static final int SHOWN = 8;
    private static final int MAX_TEXT = 40;

    private Wording() {}

    /** The first few names, and the number of others. */
    public static String some(List<String> names) {
        int shown = Math.min(SHOWN, names.size());
        String list = String.join(", ", names.subList(0, shown));
        return shown < names.size() ? list + " and " + (names.size() - shown) + " more" : list;
    }

    /** {@code rain (0), score (1, 5)}: the atoms of the first few features. */
    public static String atoms(Map<String, String> atoms) {
        return some(atoms.entrySet().stream()
                .map(of -> of.getKey() + " (" + of.getValue() + ")")
                .toList());
    }

    /** {@code 1 cell}, {@code 2 cells}. */
    public static String cells(long count) {
        return count + (count == 1 ? " cell" : " cells");
    }

    /** {@code 1 gap stays}, {@code 2 gaps stay}. */
    public static String gaps(long count) {
        return count + (count == 1 ? " gap stays" : " gaps stay");
    }

    /** The text on one line, shortened. */
    public static String clipped(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "...";
    }
}
