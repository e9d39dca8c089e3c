/** Prints {@code docs/reference.md} from the command line, the description of the calls over HTTP, and the Avro schemas. */
@NullMarked
package io.lacuna.docs.reference;

import org.jspecify.annotations.NullMarked;
