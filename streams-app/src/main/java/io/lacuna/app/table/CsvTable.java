package io.lacuna.app.table;

import io.lacuna.app.table.csv.CsvFormat;
import io.lacuna.app.table.csv.CsvHeader;
import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.MissingMarkers;
import io.lacuna.app.table.csv.Numbers;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The modelled columns of a CSV file as observations, and what became of every column. The file is read twice: once to
 * tell the columns' types and once for the values, so that no text is held.
 *
 * @param format how the file is written
 * @param columns every column, in the file's order
 * @param table the modelled ones, in the same order
 */
public record CsvTable(CsvFormat format, List<Column> columns, Table table) {

    /**
     * Reads a file and infers the types of its columns where the user did not choose them.
     *
     * @throws TableException with one line for the user where the file is not there, not readable or has no rows, where a
     *     record has too few or too many cells, or where no column can be modelled
     */
    public static CsvTable read(Path file, ColumnChoices choices) throws TableException {
        CsvFormat format = CsvFormat.detect(file);
        List<Column> columns = infer(file, format, choices);
        List<Feature> features =
                columns.stream().map(Column::feature).flatMap(Optional::stream).toList();
        if (features.isEmpty()) {
            throw new TableException(file + ": no column to model: "
                    + Wording.some(columns.stream()
                            .map(column -> "'" + column.name() + "' " + column.reason())
                            .toList()));
        }
        return new CsvTable(format, columns, load(file, format, new Features(features), choices.missing()));
    }

    private static List<Column> infer(Path file, CsvFormat format, ColumnChoices choices) throws TableException {
        try (CsvReader reader = CsvReader.open(file, format)) {
            CsvHeader header = CsvHeader.read(reader);
            ColumnChoices resolved = choices.resolved(header, reader.at());
            List<ColumnSketch> sketches = new ArrayList<>();
            for (int j = 0; j < header.size(); j++) {
                sketches.add(new ColumnSketch(header.names().get(j), j));
            }
            while (reader.next()) {
                header.check(reader);
                for (int j = 0; j < header.size(); j++) {
                    String text = reader.text(j);
                    sketches.get(j).see(text, Numbers.parse(text, format.decimalComma()), choices.missing(), reader);
                }
            }
            List<Column> columns = new ArrayList<>();
            for (ColumnSketch sketch : sketches) {
                columns.add(sketch.decide(resolved));
            }
            return List.copyOf(columns);
        }
    }

    /**
     * Reads those features by name from a file that has columns for some of them; the others are missing in every row.
     *
     * @throws TableException as {@link #read(Path, ColumnChoices)} does
     */
    public static Table load(Path file, CsvFormat format, Features features, MissingMarkers missing)
            throws TableException {
        return load(file, format, features, missing, Integer.MAX_VALUE);
    }

    /** The same of the first records alone. */
    static Table load(Path file, CsvFormat format, Features features, MissingMarkers missing, int most)
            throws TableException {
        try (CsvReader reader = CsvReader.open(file, format)) {
            CsvHeader header = CsvHeader.read(reader);
            FeatureColumns columns = FeatureColumns.match(header, features, missing, format.decimalComma());
            columns.requireAny(file);
            List<double[]> rows = new ArrayList<>();
            while (rows.size() < most && reader.next()) {
                header.check(reader);
                rows.add(columns.observation(reader));
            }
            if (rows.isEmpty()) {
                throw new TableException(file + ": has a header but no rows");
            }
            return new Table(features, rows);
        }
    }
}
