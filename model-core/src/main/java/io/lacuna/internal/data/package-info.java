/**
 * What all models share about columns: standardizing, each column's own distribution, seeds of everything random.
 */
@NullMarked
package io.lacuna.internal.data;

import org.jspecify.annotations.NullMarked;
