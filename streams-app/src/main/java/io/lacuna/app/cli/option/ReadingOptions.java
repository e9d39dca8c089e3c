package io.lacuna.app.cli.option;

import io.lacuna.app.table.column.Limits;
import io.lacuna.app.table.column.MissingMarkers;
import io.lacuna.app.table.column.NumberStyle;
import io.lacuna.app.table.column.ReadingChoices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options for reading the cells of a table, for every command that reads one. */
public final class ReadingOptions {
    @Option(
            names = "--sentinel",
            paramLabel = "VALUE",
            description =
                    "A value that means a missing cell, such as -200, in addition to empty, NA, NaN, null and similar;"
                            + " separate several by commas; NAME=VALUE applies to one column.")
    private List<String> sentinels = new ArrayList<>();

    @Option(
            names = "--decimal",
            paramLabel = "CHAR",
            converter = MarkConverter.class,
            description = "The decimal mark, . or ,; default: detected.")
    private char decimal = NumberStyle.NONE;

    @Option(
            names = "--thousands",
            paramLabel = "[NAME=]CHAR",
            description =
                    "The separator of groups of three digits, as . in 12.345.678: one of . , ' _ or space; default: detected"
                            + " where the text has only one reading.")
    private List<String> thousands = new ArrayList<>();

    @Option(
            names = "--limits",
            paramLabel = "missing|at|half",
            description =
                    "How a cell such as <5 is read: as a missing cell that is kept, as 5, or as 2.5. Default missing.")
    private Limits limits = Limits.MISSING;

    public MissingMarkers missing() {
        return MissingMarkers.with(sentinels);
    }

    List<String> sentinels() {
        return sentinels;
    }

    public ReadingChoices reading() {
        Map<String, Character> marks = new LinkedHashMap<>();
        for (String entry : thousands) {
            int equals = entry.lastIndexOf('=');
            marks.put(
                    equals < 0 ? ReadingChoices.EVERY_COLUMN : entry.substring(0, equals),
                    mark(entry.substring(equals + 1), ".,'_ "));
        }
        return new ReadingChoices(decimal, marks, limits);
    }

    private static char mark(String text, String allowed) {
        String plain = text.equals("space") ? " " : text;
        if (plain.length() != 1 || allowed.indexOf(plain.charAt(0)) < 0) {
            throw new TypeConversionException("'" + text + "' is not one of " + String.join(" ", allowed.split("")));
        }
        return plain.charAt(0);
    }

    static final class MarkConverter implements picocli.CommandLine.ITypeConverter<Character> {
        @Override
        public Character convert(String text) {
            return mark(text, ".,");
        }
    }
}
