/**
 * A table's rows have a past: which column is the time, which columns name the key, and what is remembered of a key's earlier
 * rows when one is filled.
 */
@NullMarked
package io.lacuna.app.table.past;

import org.jspecify.annotations.NullMarked;
