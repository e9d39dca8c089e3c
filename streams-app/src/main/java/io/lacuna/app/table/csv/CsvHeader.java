package io.lacuna.app.table.csv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of a CSV file's columns.
 *
 * @param names one per column, empty where the header has none (as for R's row names)
 * @param raw the names as written in the file
 */
public record CsvHeader(List<String> names, List<String> raw) {
    /** A record with more cells than the header among so many lines suggests that the header is the title of a report. */
    private static final int TITLE_LINES = 30;

    /**
     * Reads the header, which must exist and have no duplicate name.
     *
     * @param reader reader at the beginning of the file
     */
    public static CsvHeader read(CsvReader reader) throws TableException {
        if (!reader.next()) {
            throw new TableException(reader.at() + ": the file is empty; its first line must name the columns");
        }
        List<String> names = new ArrayList<>();
        List<String> raw = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        for (int j = 0; j < reader.size(); j++) {
            String name = reader.text(j);
            Integer before = name.isEmpty() ? null : places.put(name, j);
            if (before != null) {
                throw new TableException(reader.at() + ": columns " + (before + 1) + " and " + (j + 1)
                        + " are both named '" + name
                        + "'; rename one, or insert a line of names if the file"
                        + " has none");
            }
            names.add(name);
            raw.add(reader.raw(j));
        }
        return new CsvHeader(List.copyOf(names), List.copyOf(raw));
    }

    public int size() {
        return names.size();
    }

    /** Checks that the record has exactly one cell for every column. */
    public void check(CsvReader reader) throws TableException {
        if (reader.size() != size()) {
            boolean mayHaveTitle = reader.size() > size() && reader.line() <= TITLE_LINES;
            throw new TableException(reader.at() + ": " + reader.size() + (reader.size() == 1 ? " cell" : " cells")
                    + " but the header has " + size() + (size() == 1 ? " column; " : " columns; ")
                    + (mayHaveTitle
                            ? "if the table begins later than the file, delete the lines before its header or begin each"
                                    + " with #; else correct the line, or quote cells that contain the delimiter"
                            : "correct the line, or quote cells that contain the delimiter"));
        }
    }
}
