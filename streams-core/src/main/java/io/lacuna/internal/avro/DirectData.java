package io.lacuna.internal.avro;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;

/**
 * Writes records without detours. Generated classes are written by their generated code, also inside generic records.
 * The branch of a nullable value is found from its class; Avro would look it up by name. The bytes are the same. Safe
 * for concurrent use.
 */
final class DirectData extends SpecificData {
    DirectData() {
        setCustomCoders(true);
        LogicalValues.withStandardConversions(this);
    }

    @Override
    public int resolveUnion(Schema union, Object datum) {
        List<Schema> branches = union.getTypes();
        int nothing = RecordLayout.nullBranch(union);
        if (nothing >= 0 && datum == null) {
            return nothing;
        }
        if (nothing >= 0 && isPlainValue(branches.get(1 - nothing), datum)) {
            return 1 - nothing;
        }
        return super.resolveUnion(union, datum);
    }

    private static boolean isPlainValue(Schema branch, Object datum) {
        return switch (branch.getType()) {
            case DOUBLE -> datum instanceof Double;
            case FLOAT -> datum instanceof Float;
            case LONG -> datum instanceof Long;
            case INT -> datum instanceof Integer;
            case BOOLEAN -> datum instanceof Boolean;
            case RECORD -> datum instanceof IndexedRecord record && record.getSchema() == branch;
            default -> false;
        };
    }
}
