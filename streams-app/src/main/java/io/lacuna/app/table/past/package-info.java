/**
 * Past of a table's rows: the columns of time and key, and the memory of a key's earlier rows when a row is filled.
 */
@NullMarked
package io.lacuna.app.table.past;

import org.jspecify.annotations.NullMarked;
