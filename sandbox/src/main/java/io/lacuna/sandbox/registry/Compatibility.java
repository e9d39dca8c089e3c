package io.lacuna.sandbox.registry;

import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** A registry's rule for a subject's next schema, with Confluent's names. */
enum Compatibility {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean newReadsOld;
    private final boolean oldReadsNew;
    private final boolean transitive;

    Compatibility(boolean newReadsOld, boolean oldReadsNew, boolean transitive) {
        this.newReadsOld = newReadsOld;
        this.oldReadsNew = oldReadsNew;
        this.transitive = transitive;
    }

    /**
     * Why the next schema violates the rule, one line per reason; empty if it does not. {@code earlier} is oldest
     * first.
     */
    List<String> violations(Schema next, List<Schema> earlier) {
        List<Schema> compared =
                transitive || earlier.isEmpty() ? earlier : earlier.subList(earlier.size() - 1, earlier.size());
        return compared.stream()
                .flatMap(old -> Stream.concat(
                        newReadsOld ? reasons("new schema reading old data", next, old) : Stream.empty(),
                        oldReadsNew ? reasons("old schema reading new data", old, next) : Stream.empty()))
                .toList();
    }

    private static Stream<String> reasons(String direction, Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        if (result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE) {
            return Stream.empty();
        }
        return result.getIncompatibilities().stream()
                .map(found ->
                        direction + ": " + found.getType() + " at " + found.getLocation() + ": " + found.getMessage());
    }
}
