package io.lacuna.app.table;

import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.MissingMarkers;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Feature;
import java.util.List;
import java.util.TreeSet;

/** What was seen of one column while a file was read once, enough to tell its type. Mutable, owned by one thread. */
final class ColumnSketch {
    /** More labels than this are free text, unless they come back often or the user says otherwise. */
    static final int MAX_LABELS = 64;

    /** The most labels where each comes back often: countries, occupations. */
    private static final int MAX_FREQUENT_LABELS = 256;

    private static final int OFTEN = 10;

    /** More labels than this are refused even where the user asks for them. */
    static final int MAX_FORCED_LABELS = 1000;

    /** Below this many labels it does not matter that nearly every cell has its own. */
    private static final int FEW_LABELS = 10;

    private final String name;
    private final int place;
    private final TreeSet<String> labels = new TreeSet<>();
    private long observed;
    private long numbers;
    private String firstText = "";
    private String firstTextAt = "";

    ColumnSketch(String name, int place) {
        this.name = name;
        this.place = place;
    }

    void see(String text, double number, MissingMarkers missing, CsvReader reader) {
        if (missing.cover(text, number)) {
            return;
        }
        observed++;
        if (!Double.isNaN(number)) {
            numbers++;
        } else if (firstText.isEmpty()) {
            firstText = text;
            firstTextAt = reader.at();
        }
        if (labels.size() <= MAX_FORCED_LABELS) {
            labels.add(text);
        }
    }

    /** Whether every observed cell is a number. */
    boolean isNumeric() {
        return numbers == observed;
    }

    /** Whether no cell is observed. */
    boolean isEmpty() {
        return observed == 0;
    }

    Column decide(ColumnChoices choices) throws TableException {
        if (name.isEmpty()) {
            return Column.passedThrough(name, place, "column " + (place + 1) + " has no name");
        }
        if (choices.exclude().contains(name)) {
            return Column.passedThrough(name, place, "excluded");
        }
        if (!choices.include().isEmpty() && !choices.include().contains(name)) {
            return Column.passedThrough(name, place, "not included");
        }
        if (choices.categorical().contains(name)) {
            return forcedCategorical();
        }
        return choices.numeric().contains(name) ? forcedNumeric() : inferred();
    }

    private Column forcedCategorical() throws TableException {
        if (labels.size() > MAX_FORCED_LABELS) {
            throw new TableException(
                    "column '" + name + "' has more than " + MAX_FORCED_LABELS + " labels; exclude it or group them");
        }
        if (labels.isEmpty()) {
            throw new TableException("column '" + name + "' has no value at all and so no categories; exclude it");
        }
        return Column.modelled(name, place, Feature.categorical(name, List.copyOf(labels)), "asked for");
    }

    private Column forcedNumeric() {
        String reason = numbers == observed
                ? "asked for"
                : "asked for; " + (observed - numbers)
                        + " cells that are no numbers count as missing and stay as they are, as '" + firstText + "' at "
                        + firstTextAt + "; --sentinel names those to fill";
        return Column.modelled(name, place, Feature.continuous(name), reason);
    }

    private Column inferred() {
        if (numbers == observed) {
            String reason = observed == 0
                    ? "no value at all"
                    : labels.size() == 1 ? "always " + labels.first() : "all observed cells are numbers";
            return Column.modelled(name, place, Feature.continuous(name), reason);
        }
        boolean frequent = labels.size() <= MAX_FREQUENT_LABELS && observed >= (long) OFTEN * labels.size();
        boolean nearlyAllDifferent = labels.size() > FEW_LABELS && labels.size() > 0.8 * observed;
        if (labels.size() > MAX_LABELS && !frequent || nearlyAllDifferent) {
            return Column.passedThrough(name, place, freeText());
        }
        return Column.modelled(
                name,
                place,
                Feature.categorical(name, List.copyOf(labels)),
                "text with " + labels.size() + (labels.size() == 1 ? " label" : " different labels"));
    }

    private String freeText() {
        String what = labels.size() > MAX_LABELS ? "more than " + MAX_LABELS + " labels" : "nearly a label a row";
        String mostly = numbers > 0.5 * observed
                ? "; most are numbers: --numeric '" + name
                        + "' reads the others as missing, --sentinel names those to fill"
                : labels.size() > MAX_FORCED_LABELS ? "" : "; --categorical '" + name + "' models it all the same";
        return "text with " + what + " ('" + Wording.clipped(firstText) + "' at " + firstTextAt + ")" + mostly;
    }
}
