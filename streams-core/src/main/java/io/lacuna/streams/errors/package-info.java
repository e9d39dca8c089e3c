/**
 * What goes wrong in a stream: one exception for each kind of outcome that a program may want to tell apart.
 */
@NullMarked
package io.lacuna.streams.errors;

import org.jspecify.annotations.NullMarked;
