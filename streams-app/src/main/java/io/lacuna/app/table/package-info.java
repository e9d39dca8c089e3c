/**
 * Tables in CSV files: reading them record by record, telling which columns a model can learn, and writing them back.
 *
 * <p>What was observed comes back byte for byte: {@link io.lacuna.app.table.CsvReader} keeps every cell's own text,
 * quotes and spaces included, and only missing cells are ever replaced.
 *
 * <pre>{@code
 * CsvTable csv = CsvTable.read(Path.of("sensors.csv"), ColumnChoices.NONE);
 * csv.table();   // the modelled columns as observations
 * csv.columns(); // every column, modelled or passed through, and why
 * }</pre>
 */
@NullMarked
package io.lacuna.app.table;

import org.jspecify.annotations.NullMarked;
