/**
 * Handles records that cannot be used and stream threads that die: dead letters, records set aside, replaced threads.
 */
@NullMarked
package io.lacuna.app.stream.failure;

import org.jspecify.annotations.NullMarked;
