package io.lacuna.app.table;

import io.lacuna.app.table.column.Column;
import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.column.ColumnRules;
import io.lacuna.app.table.column.ColumnSketch;
import io.lacuna.app.table.column.Wording;
import io.lacuna.app.table.csv.CsvHeader;
import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The modelled columns of a CSV file as observations, and the treatment of every column. The file is read three times:
 * twice to find the types of the columns and once for the values, so that no text is kept in memory.
 *
 * @param profile profile of the file
 * @param columns all columns, in the order of the file
 * @param table the modelled columns, in the same order
 */
public record CsvTable(TableProfile profile, List<Column> columns, Table table) {

    /**
     * Reads a file and infers the types of its columns where the user did not choose them.
     *
     * @throws TableException with one line for the user if the file does not exist, is not readable or has no rows, if
     *     a record has too few or too many cells, or if no column can be modelled
     */
    public static CsvTable read(Path file, ColumnChoices choices) throws TableException {
        TableProfile profile = TableProfile.read(file, choices);
        List<Column> columns = new ArrayList<>();
        for (ColumnSketch sketch : profile.sketches()) {
            columns.add(ColumnRules.decide(sketch, profile.choices(), file.toString()));
        }
        List<Feature> features =
                columns.stream().map(Column::feature).flatMap(Optional::stream).toList();
        if (features.isEmpty()) {
            throw new TableException(file + ": no column to model: "
                    + Wording.some(columns.stream()
                            .map(column -> "'" + column.name() + "' " + column.reason())
                            .toList()));
        }
        return new CsvTable(profile, List.copyOf(columns), load(profile, new Features(features)));
    }

    /** How the columns were written, for the provenance of a model that is fitted on them. */
    public Map<String, String> provenance() {
        return FittedColumns.of(profile, table.features()).entries(table.features());
    }

    /**
     * Reads these features by name from a file that has columns for some of them; the others are missing in every row.
     *
     * @throws TableException as {@link #read(Path, ColumnChoices)} does
     */
    public static Table load(TableProfile profile, Features features) throws TableException {
        return load(profile, features, Integer.MAX_VALUE);
    }

    /** Same, for the first records only. */
    static Table load(TableProfile profile, Features features, int most) throws TableException {
        try (CsvReader reader = CsvReader.open(profile.file(), profile.format())) {
            CsvHeader header = CsvHeader.read(reader);
            FeatureColumns columns = FeatureColumns.match(profile, features, FittedColumns.NONE);
            columns.requireAny(profile.file());
            List<double[]> rows = new ArrayList<>();
            while (rows.size() < most && reader.next()) {
                header.check(reader);
                rows.add(columns.observation(reader));
            }
            return new Table(features, rows);
        }
    }
}
