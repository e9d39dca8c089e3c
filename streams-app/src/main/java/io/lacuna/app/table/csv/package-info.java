/**
 * CSV files, cell by cell: a reader that keeps every cell's original text, and a writer that replaces a file completely
 * or not at all.
 *
 * <p>Observed cells are written byte for byte as they were read: {@link io.lacuna.app.table.csv.CsvReader} keeps quotes
 * and spaces, and only missing cells are replaced.
 */
@NullMarked
package io.lacuna.app.table.csv;

import org.jspecify.annotations.NullMarked;
