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
 * How a file is written and what was seen of each column, from reading the whole file twice: for how columns write numbers,
 * and for what they hold.
 *
 * @param file that was read
 * @param format of the file
 * @param choices of the user, with the names of the file's columns
 * @param sketches one a column
 * @param rows of the file
 * @param blankRows rows without one observed cell
 * @param notes what a careful user should know of the file as a whole, a line each
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
     * @throws TableException with one line for the user where the file is not there, not readable or has no rows, where a
     *     record has too few or too many cells, or where the user names a column that is not there
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
                    notes.add(file + ": no column is named '" + column + "', of which --thousands speaks");
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
            notes.add(file + ": the first " + (remarks == 1 ? "line stands" : remarks + " lines stand")
                    + " before the header, as '"
                    + Wording.clipped(format.preamble().strip()) + "'; they are kept and not read");
        }
        if (looksLikeValues(header)) {
            notes.add(file + ": the first line looks like values, and is taken for the columns' names: "
                    + Wording.some(header.names()) + "; put a line of names before it if it is a row");
        }
    }

    /** Whether half of the names are numbers that do not count on, as years or places do. */
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

    /** The names of the columns, in the file's order; empty where the header has none. */
    public List<String> names() {
        return sketches.stream().map(ColumnSketch::name).toList();
    }

    /** How most of the columns write numbers: for new columns of the same file. */
    public NumberStyle style() {
        long commas = sketches.stream()
                .filter(sketch -> sketch.style().decimal() == ',')
                .count();
        return 2 * commas > sketches.size()
                ? new NumberStyle(',', NumberStyle.NONE, "", "", NumberStyle.POINT.limits())
                : NumberStyle.POINT;
    }
}
