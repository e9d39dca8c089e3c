/**
 * CSV files, cell by cell: reading that keeps every cell's own text, and writing that replaces a file whole or not at all.
 *
 * <p>What was observed comes back byte for byte: {@link io.lacuna.app.table.csv.CsvReader} keeps quotes and spaces, and only
 * missing cells are ever replaced.
 */
@NullMarked
package io.lacuna.app.table.csv;

import org.jspecify.annotations.NullMarked;
