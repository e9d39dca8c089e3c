/**
 * The fields of training records: which of them are features, and the records as rows of one table.
 *
 * <pre>
 * records -&gt; {@link io.lacuna.app.trainer.cells.WindowCells}    what is kept of each
 *         -&gt; {@link io.lacuna.app.trainer.cells.WindowColumns}  the table, and what is known of its fields
 * </pre>
 *
 * <p>An Avro schema tells numbers, booleans and enums. Strings of Avro and all fields of JSON are told by their values in the
 * window; a small window is read with {@link io.lacuna.app.trainer.cells.ServedFields}, as a model reads it.
 */
@NullMarked
package io.lacuna.app.trainer.cells;

import org.jspecify.annotations.NullMarked;
