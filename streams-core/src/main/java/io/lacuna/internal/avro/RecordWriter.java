package io.lacuna.internal.avro;

import java.io.IOException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes all kinds of records; flat records are written without objects in between. The bytes are Avro's. Mutable; one
 * thread owns it.
 */
final class RecordWriter extends SpecificDatumWriter<Object> {
    RecordWriter() {
        super(Schema.create(Schema.Type.NULL), new DirectData());
    }

    @Override
    protected void writeRecord(Schema schema, Object datum, Encoder out) throws IOException {
        if (datum instanceof FlatRecord flat && flat.getSchema() == schema) {
            writeFlat(flat, out);
        } else {
            super.writeRecord(schema, datum, out);
        }
    }

    private void writeFlat(FlatRecord record, Encoder out) throws IOException {
        RecordLayout layout = record.layout();
        for (int i = 0; i < layout.kind.length; i++) {
            if (layout.kind[i] == RecordLayout.Kind.OBJECT) {
                write(layout.valueSchema[i], record.objects[layout.objectPlace[i]], out);
                continue;
            }
            boolean present = record.present[i];
            if (!present && !layout.nullable[i]) {
                throw new AvroTypeException("field '" + layout.name(i) + "' is null and not nullable");
            }
            if (layout.branch[i] != RecordLayout.NO_UNION) {
                out.writeIndex(present ? layout.branch[i] : 1 - layout.branch[i]);
            }
            if (present) {
                writeBits(layout.kind[i], record.bits[i], out);
            }
        }
    }

    private static void writeBits(RecordLayout.Kind kind, long bits, Encoder out) throws IOException {
        switch (kind) {
            case BOOLEAN -> out.writeBoolean(bits != 0);
            case INT -> out.writeInt((int) bits);
            case LONG -> out.writeLong(bits);
            case FLOAT -> out.writeFloat(Float.intBitsToFloat((int) bits));
            case DOUBLE -> out.writeDouble(Double.longBitsToDouble(bits));
            case ENUM -> out.writeEnum((int) bits);
            case OBJECT -> throw new IllegalStateException("an object has no bits");
        }
    }
}
