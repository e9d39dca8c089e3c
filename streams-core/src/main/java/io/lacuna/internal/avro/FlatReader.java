package io.lacuna.internal.avro;

import java.io.IOException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;
import org.jspecify.annotations.Nullable;

/** Reads records with their writer's schema into {@link FlatRecord}s. Mutable; one thread owns it. */
final class FlatReader implements DatumReader<GenericRecord> {
    private final RecordLayout layout;

    /** By index among the objects. */
    private final GenericDatumReader<?>[] readers;

    FlatReader(Schema writer) {
        layout = new RecordLayout(writer);
        readers = new GenericDatumReader<?>[layout.objects];
        for (int i = 0; i < layout.kind.length; i++) {
            if (layout.kind[i] == RecordLayout.Kind.OBJECT) {
                readers[layout.objectPlace[i]] = new GenericDatumReader<>(layout.valueSchema[i]);
            }
        }
    }

    @Override
    public FlatRecord read(@Nullable GenericRecord reuse, Decoder in) throws IOException {
        FlatRecord record = new FlatRecord(layout);
        for (int i = 0; i < layout.kind.length; i++) {
            if (layout.kind[i] == RecordLayout.Kind.OBJECT) {
                record.objects[layout.objectPlace[i]] = readers[layout.objectPlace[i]].read(null, in);
            } else if (layout.branch[i] == RecordLayout.NO_UNION || holds(i, in)) {
                record.bits[i] = bits(i, in);
                record.present[i] = true;
            }
        }
        return record;
    }

    /** Whether a field with a union type holds a value. */
    private boolean holds(int field, Decoder in) throws IOException {
        int branch = in.readIndex();
        if (branch < 0 || branch > (layout.nullable[field] ? 1 : 0)) {
            throw new AvroTypeException("field '" + layout.name(field) + "' has no branch " + branch);
        }
        return branch == layout.branch[field];
    }

    private long bits(int field, Decoder in) throws IOException {
        return switch (layout.kind[field]) {
            case BOOLEAN -> in.readBoolean() ? 1 : 0;
            case INT -> in.readInt();
            case LONG -> in.readLong();
            case FLOAT -> Float.floatToRawIntBits(in.readFloat());
            case DOUBLE -> Double.doubleToRawLongBits(in.readDouble());
            case ENUM -> ordinal(field, in.readEnum());
            case OBJECT -> throw new IllegalStateException("an object has its own reader");
        };
    }

    private int ordinal(int field, int read) {
        int symbols = layout.valueSchema[field].getEnumSymbols().size();
        if (read < 0 || read >= symbols) {
            throw new AvroTypeException(
                    "field '" + layout.name(field) + "' has symbol " + read + " of an enum of " + symbols);
        }
        return read;
    }

    @Override
    public void setSchema(Schema schema) {
        if (!schema.equals(layout.schema())) {
            throw new IllegalArgumentException(
                    "made for records of " + layout.schema().getFullName());
        }
    }
}
