/**
 * Tables: finding the columns that a model can learn, filling them, and writing them back.
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
