package io.lacuna.app.trainer.cells;

import io.lacuna.internal.format.RecordFormat;
import io.lacuna.internal.record.MappingRules;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Converts the records of a window to rows of one table. What is kept of a record is the implementation's own. For one
 * thread.
 */
public sealed interface WindowCells permits AvroCells, JsonCells {
    /**
     * The rows of a format.
     *
     * @param partners schemas of other topics' records that are joined to the records
     * @param served what a model takes the fields for; null to decide by the records where a schema does not say it
     */
    static WindowCells of(
            RecordFormat format, MappingRules rules, List<Schema> partners, @Nullable ServedFields served) {
        return format.hasSchemas() ? new AvroCells(rules, partners, served) : new JsonCells(rules, served);
    }

    /** Whether Lacuna filled the record: a model must not learn from its own fills. */
    boolean isFilled(GenericRecord record);

    /**
     * What is kept of a record until all are there; null if it cannot be mapped.
     *
     * @param partners records of other topics that are joined to it
     */
    @Nullable
    Object keep(GenericRecord record, List<GenericRecord> partners);

    /** Whether a record of another type has all features of a record. */
    boolean hasAll(Object other, Object wanted);

    /**
     * The table.
     *
     * @param kept of each record, oldest first
     * @param newest of the newest record
     */
    WindowColumns columns(List<Object> kept, Object newest);
}
