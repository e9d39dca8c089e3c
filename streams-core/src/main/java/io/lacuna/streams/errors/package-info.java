/** Errors of a stream: one exception for each outcome that a program may want to distinguish. */
@NullMarked
package io.lacuna.streams.errors;

import org.jspecify.annotations.NullMarked;
