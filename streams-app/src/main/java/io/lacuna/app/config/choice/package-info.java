/**
 * The values of keys with a fixed set of values, one enum a key. A new choice is an enum that implements {@link
 * io.lacuna.app.config.choice.Choice}; its key validates with {@code Choice.valid} and reads with {@code Choice.of}.
 */
@NullMarked
package io.lacuna.app.config.choice;

import org.jspecify.annotations.NullMarked;
