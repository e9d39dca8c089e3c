package io.lacuna.app.trainer.cells;

import io.lacuna.app.table.column.Column;
import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.column.ColumnRules;
import io.lacuna.app.table.column.ColumnSketch;
import io.lacuna.app.table.column.Decimals;
import io.lacuna.app.table.column.MissingCells;
import io.lacuna.app.table.column.MissingMarkers;
import io.lacuna.app.table.column.NumberStyle;
import io.lacuna.app.table.column.ReadingChoices;
import io.lacuna.app.table.column.StyleVotes;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.internal.json.JsonRecord;
import io.lacuna.internal.record.FieldForms;
import io.lacuna.internal.record.MappingRules;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a field is whose schema does not say it, a field of JSON or a string of Avro, by the rules for columns of tables: numbers are quantities, unless they are
 * keys or times; booleans are flags; strings with few labels are categories. The most frequent type of value decides.
 * Mutable; one thread owns it.
 */
final class FieldSketch {
    /** Columns of a file share a number of labels; each field of a record gets the share of this many. */
    private static final int SHARE = 4_000;

    private static final int LABELS = ColumnSketch.room(1, true);

    private final String path;
    private final ColumnSketch numbers;
    private final ColumnSketch strings;
    private final ColumnSketch all;
    private long numberCells;
    private long stringCells;
    private long trueCells;
    private long falseCells;
    private long arrays;

    FieldSketch(String path) {
        this.path = path;
        numbers = sketch(path, ColumnSketch.room(SHARE, false));
        strings = sketch(path, ColumnSketch.room(SHARE, false));
        all = sketch(path, LABELS);
    }

    private static ColumnSketch sketch(String path, int room) {
        MissingCells missing = new MissingCells(path, List.of(), NumberStyle.POINT);
        return new ColumnSketch(path, 0, room, NumberStyle.POINT, new StyleVotes(), missing);
    }

    /**
     * The treatment of the field.
     *
     * @param feature what a model learns; null where the field passes through
     * @param form how its values are written, as in {@link FieldForms}
     * @param reason why it passes through
     */
    record Decision(@Nullable Feature feature, int form, String reason) {}

    /** Takes a value of the field. */
    void see(JsonRecord record, int member, int row) {
        switch (record.kind(member)) {
            case NUMBER -> {
                if (!record.isWord(member)) {
                    numberCells++;
                    numbers.see(record.text(member), row + 1L);
                    all.see(record.text(member), row + 1L);
                }
            }
            case STRING -> seeString(record.text(member), row);
            case TRUE -> trueCells++;
            case FALSE -> falseCells++;
            case ARRAY -> arrays++;
            case NULL, OBJECT -> {
                // No value of its own.
            }
        }
    }

    /** Takes a string. */
    void seeString(String text, int row) {
        stringCells++;
        strings.see(text, row + 1L);
        all.see(text, row + 1L);
    }

    Decision decide(MappingRules rules) {
        if (!rules.takes(path)) {
            return passes(rules.include().isEmpty() || rules.exclude().contains(path) ? "excluded" : "not included");
        }
        long flags = trueCells + falseCells;
        if (arrays > numberCells + stringCells + flags) {
            return passes("an array");
        }
        if (numberCells + stringCells + flags == 0) {
            return passes("always null");
        }
        boolean asked = rules.include().contains(path);
        boolean mostlyNumbers = numberCells >= stringCells && numberCells >= flags;
        if (rules.categorical().contains(path)) {
            return label(all, mostlyNumbers ? FieldForms.AS_NUMBER : FieldForms.STANDARD, true);
        }
        if (mostlyNumbers) {
            return number(asked);
        }
        if (flags >= stringCells) {
            return trueCells > 0 && falseCells > 0 || asked
                    ? new Decision(Feature.binary(path), FieldForms.STANDARD, "")
                    : passes("always " + (trueCells > 0));
        }
        return label(asked ? all : strings, FieldForms.STANDARD, asked);
    }

    private Decision number(boolean asked) {
        Column column = decide(numbers, asked ? Set.of(path) : Set.of(), Set.of());
        Feature feature = column.feature().orElse(null);
        if (feature == null) {
            return passes(column.reason());
        }
        if (!feature.isContinuous()) {
            return new Decision(feature, FieldForms.AS_NUMBER, "");
        }
        Decimals decimals = numbers.decimals();
        boolean known = numbers.tells() && decimals.most() != Decimals.FREE;
        return new Decision(feature, known ? FieldForms.decimals(decimals.most()) : FieldForms.STANDARD, "");
    }

    private Decision label(ColumnSketch of, int form, boolean asked) {
        Column column = decide(of, Set.of(), asked ? Set.of(path) : Set.of());
        Feature feature = column.feature().orElse(null);
        if (feature == null) {
            return passes(column.reason());
        }
        if (feature.isContinuous()) {
            return passes("numbers written as strings; impute.categorical=" + path + " takes them as labels");
        }
        Feature labels = feature.type() instanceof FeatureType.Binary
                ? Feature.categorical(path, of.labelTexts().stream().distinct().toList())
                : feature;
        return new Decision(labels, form, "");
    }

    private Column decide(ColumnSketch of, Set<String> numeric, Set<String> categorical) {
        ColumnChoices choices = new ColumnChoices(
                Set.of(), Set.of(), numeric, categorical, MissingMarkers.STANDARD, ReadingChoices.NONE);
        try {
            return ColumnRules.decide(of, choices, "record");
        } catch (TableException unfit) {
            throw new TrainingRefusedException(String.valueOf(unfit.getMessage())
                    .replace("column '", "field '")
                    .replace("exclude it", "list it in impute.exclude"));
        }
    }

    /** Options of the command line have other names here. */
    private Decision passes(String reason) {
        int option = reason.indexOf("; --");
        String words = option < 0 ? reason : reason.substring(0, option);
        return new Decision(null, FieldForms.STANDARD, words.replaceAll(" at record:\\d+", ""));
    }
}
