package io.lacuna.app.table;

import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.column.ColumnSketch;
import io.lacuna.app.table.column.MissingCells;
import io.lacuna.app.table.column.MissingMarkers.Sentinel;
import io.lacuna.app.table.column.NumberStyle;
import io.lacuna.app.table.column.StyleVotes;
import io.lacuna.app.table.column.Wording;
import io.lacuna.app.table.csv.CsvFormat;
import io.lacuna.app.table.csv.CsvHeader;
import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.TableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Format of a file and properties of each column. The file is read twice: once for how columns write numbers, and once
 * for their values.
 *
 * @param file the file
 * @param format its format
 * @param choices the user's choices, with the names of the file's columns
 * @param sketches one sketch per column
 * @param rows number of rows
 * @param blankRows number of rows without an observed cell
 * @param notes notes about the file as a whole that a user should read, one line each
 */
public record TableProfile(
        Path file,
        CsvFormat format,
        ColumnChoices choices,
        List<ColumnSketch> sketches,
        long rows,
        long blankRows,
        List<String> notes) {

    /**
     * Reads a file.
     *
     * @throws TableException with one line for the user if the file does not exist, is not readable or has no rows, if
     *     a record has too few or too many cells, or if the user names an unknown column
     */
    public static TableProfile read(Path file, ColumnChoices choices) throws TableException {
        CsvFormat format = CsvFormat.detect(file);
        List<StyleVotes> votes = votes(file, format);
        StyleVotes all = new StyleVotes();
        votes.forEach(all::add);
        try (CsvReader reader = CsvReader.open(file, format)) {
            CsvHeader header = CsvHeader.read(reader);
            ColumnChoices resolved = choices.resolved(header, file.toString());
            List<NumberStyle> styles = new ArrayList<>();
            for (int j = 0; j < header.size(); j++) {
                styles.add(votes.get(j).decide(header.names().get(j), all, format.delimiter(), resolved.reading()));
            }
            boolean decimalCommas = styles.stream().anyMatch(style -> style.decimal() == ',');
            List<Sentinel> sentinels = resolved.missing().in(header.names(), decimalCommas);
            List<ColumnSketch> sketches = new ArrayList<>();
            for (int j = 0; j < header.size(); j++) {
                String name = header.names().get(j);
                int room =
                        ColumnSketch.room(header.size(), resolved.categorical().contains(name));
                MissingCells missing = new MissingCells(name, sentinels, styles.get(j));
                sketches.add(new ColumnSketch(name, j, room, styles.get(j), votes.get(j), missing));
            }
            long rows = 0;
            long blank = 0;
            for (; reader.next(); rows++) {
                header.check(reader);
                boolean observed = false;
                for (int j = 0; j < header.size(); j++) {
                    observed |= sketches.get(j).see(reader.text(j), reader.line());
                }
                blank += observed ? 0 : 1;
            }
            if (rows == 0) {
                throw new TableException(file + ": has a header but no rows");
            }
            List<String> notes = new ArrayList<>();
            noteLayout(file, format, header, notes);
            noteSentinels(file, sentinels, sketches, notes);
            for (String column : resolved.reading().thousands().keySet()) {
                if (!column.isEmpty() && !header.names().contains(column)) {
                    notes.add(file + ": no column is named '" + column + "', which --thousands names");
                }
            }
            return new TableProfile(file, format, resolved, List.copyOf(sketches), rows, blank, List.copyOf(notes));
        }
    }

    private static List<StyleVotes> votes(Path file, CsvFormat format) throws TableException {
        try (CsvReader reader = CsvReader.open(file, format)) {
            CsvHeader header = CsvHeader.read(reader);
            List<StyleVotes> votes = new ArrayList<>();
            for (int j = 0; j < header.size(); j++) {
                votes.add(new StyleVotes());
            }
            while (reader.next()) {
                header.check(reader);
                for (int j = 0; j < votes.size(); j++) {
                    votes.get(j).see(reader.text(j));
                }
            }
            return votes;
        }
    }

    private static void noteLayout(Path file, CsvFormat format, CsvHeader header, List<String> notes) {
        long remarks = format.preamble().lines().count();
        if (remarks > 0) {
            notes.add(file + ": the first " + (remarks == 1 ? "line comes" : remarks + " lines come")
                    + " before the header, such as '"
                    + Wording.clipped(format.preamble().strip()) + "'; they are kept but not read");
        }
        if (looksLikeValues(header)) {
            notes.add(file + ": the first line looks like values but is used as the columns' names: "
                    + Wording.some(header.names()) + "; if it is a row, insert a line of names before it");
        }
    }

    /** Whether half of the names are numbers that are not consecutive; consecutive ones may be years or positions. */
    private static boolean looksLikeValues(CsvHeader header) {
        List<Double> numbers = header.names().stream()
                .map(name -> NumberStyle.POINT.parse(name))
                .filter(number -> !Double.isNaN(number))
                .toList();
        if (numbers.isEmpty() || 2 * numbers.size() < header.size()) {
            return false;
        }
        for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i) - numbers.get(i - 1) != numbers.get(1) - numbers.get(0)) {
                return true;
            }
        }
        return numbers.size() < 3 && numbers.stream().anyMatch(number -> number != Math.rint(number));
    }

    private static void noteSentinels(
            Path file, List<Sentinel> sentinels, List<ColumnSketch> sketches, List<String> notes) {
        Set<String> silent = new LinkedHashSet<>();
        for (Sentinel sentinel : sentinels) {
            long cells = sketches.stream()
                    .mapToLong(sketch -> sketch.cells(sentinel))
                    .sum();
            if (cells == 0 && !sentinel.inherited()) {
                String column = sentinel.column() == null ? "" : " in column '" + sentinel.column() + "'";
                silent.add(file + ": no cell equals the sentinel " + sentinel.value() + column
                        + (sentinel.entry().equals(sentinel.value()) ? "" : " (of " + sentinel.entry() + ")"));
            }
        }
        notes.addAll(silent);
    }

    /** The names of the columns, in the order of the file; empty where the header has none. */
    public List<String> names() {
        return sketches.stream().map(ColumnSketch::name).toList();
    }

    /** The number format of most columns, for new columns of the same file. */
    public NumberStyle style() {
        long commas = sketches.stream()
                .filter(sketch -> sketch.style().decimal() == ',')
                .count();
        return 2 * commas > sketches.size()
                ? new NumberStyle(',', NumberStyle.NONE, "", "", NumberStyle.POINT.limits())
                : NumberStyle.POINT;
    }
}
