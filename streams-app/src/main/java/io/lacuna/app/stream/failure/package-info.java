/** What becomes of records that cannot be used and of stream threads that die: dead letters, records set aside or held,
 * threads replaced. */
@NullMarked
package io.lacuna.app.stream.failure;

import org.jspecify.annotations.NullMarked;
