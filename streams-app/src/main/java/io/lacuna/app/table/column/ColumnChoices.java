package io.lacuna.app.table.column;

import io.lacuna.app.table.csv.CsvHeader;
import io.lacuna.app.table.csv.TableException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The user's decisions about columns; everything else is inferred from the cells.
 *
 * @param include the only columns to model; empty for all
 * @param exclude columns that pass through untouched
 * @param numeric columns of numbers, even if other cells are not numbers
 * @param categorical columns of categories, even if all their cells are numbers
 * @param missing missing markers
 * @param reading number formats
 */
public record ColumnChoices(
        Set<String> include,
        Set<String> exclude,
        Set<String> numeric,
        Set<String> categorical,
        MissingMarkers missing,
        ReadingChoices reading) {
    public static final ColumnChoices NONE =
            new ColumnChoices(Set.of(), Set.of(), Set.of(), Set.of(), MissingMarkers.STANDARD, ReadingChoices.NONE);

    public ColumnChoices {
        include = Set.copyOf(include);
        exclude = Set.copyOf(exclude);
        numeric = Set.copyOf(numeric);
        categorical = Set.copyOf(categorical);
    }

    /**
     * A copy with every entry resolved to names of the header. An entry that is not the name of a column is split at
     * commas.
     */
    public ColumnChoices resolved(CsvHeader header, String at) throws TableException {
        ColumnChoices resolved = new ColumnChoices(
                names(include, header, at),
                names(exclude, header, at),
                names(numeric, header, at),
                names(categorical, header, at),
                missing,
                reading);
        for (String name : resolved.numeric) {
            if (resolved.categorical.contains(name)) {
                throw new TableException("column '" + name + "' cannot be both numeric and categorical");
            }
        }
        return resolved;
    }

    private static Set<String> names(Set<String> entries, CsvHeader header, String at) throws TableException {
        Set<String> known = new LinkedHashSet<>(header.names());
        Set<String> names = new LinkedHashSet<>();
        for (String entry : entries) {
            for (String name : known.contains(entry) ? List.of(entry) : List.of(entry.split(","))) {
                if (!known.contains(name.strip())) {
                    throw new TableException(at + ": no column is named '" + name.strip() + "'; the columns are "
                            + Wording.some(header.names()));
                }
                names.add(name.strip());
            }
        }
        return names;
    }
}
