package io.lacuna.app.table;

import io.lacuna.app.table.column.NumberStyle;
import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.TableException;
import java.util.ArrayList;
import java.util.List;

/** Rules for gaps of a table that stay, and the number of such gaps. Mutable, owned by one thread. */
final class SkippedCells {
    /**
     * @param column column whose gaps stay
     * @param other column that decides
     * @param style number format of that column
     * @param number the value as a number, or NaN
     */
    private record Placed(SkipRule rule, int column, int other, NumberStyle style, double number) {
        boolean holds(CsvReader reader) {
            String text = reader.text(other);
            return text.equals(rule.value()) || style.parse(text) == number;
        }
    }

    private final List<Placed> rules = new ArrayList<>();
    private final long[] cells;

    private SkippedCells(int rules) {
        cells = new long[rules];
    }

    /**
     * @throws TableException if a rule names an unknown column
     */
    static SkippedCells of(List<SkipRule> rules, TableProfile profile) throws TableException {
        SkippedCells skipped = new SkippedCells(rules.size());
        for (SkipRule rule : rules) {
            int other = SkipRule.place(profile, rule.other());
            NumberStyle style = profile.sketches().get(other).style();
            skipped.rules.add(
                    new Placed(rule, SkipRule.place(profile, rule.column()), other, style, style.parse(rule.value())));
        }
        return skipped;
    }

    /** Whether a gap of a column stays in the reader's record; counts it. */
    boolean take(CsvReader reader, int column) {
        for (int i = 0; i < cells.length; i++) {
            if (rules.get(i).column == column && rules.get(i).holds(reader)) {
                cells[i]++;
                return true;
            }
        }
        return false;
    }

    /** One line for each rule with the number of gaps that stayed. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            notes.add("--leave '" + rules.get(i).rule + "': "
                    + (cells[i] == 0 ? "no gap stays" : cells[i] + (cells[i] == 1 ? " gap stays" : " gaps stay")));
        }
        return notes;
    }
}
