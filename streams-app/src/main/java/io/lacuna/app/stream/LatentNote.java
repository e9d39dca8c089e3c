package io.lacuna.app.stream;

import io.lacuna.app.registry.DirectRecord;
import io.lacuna.model.Imputer;
import io.lacuna.schemas.LatentCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;

/**
 * The latent code of one record: a {@link LatentCode} that writes itself. Mutable, owned by one thread, used for one record
 * after another, each to be written before the next begins.
 */
final class LatentNote extends DirectRecord {
    private static final long serialVersionUID = 1;

    private final long generation;
    private final float[] mean;
    private final float[] sd;
    private final EncodedName encodedTopic = new EncodedName();
    private Utf8 topic = encodedTopic.of("");
    private int partition;
    private long offset;

    /**
     * @param size length of the latent code
     */
    LatentNote(long generation, int size) {
        this.generation = generation;
        mean = new float[size];
        sd = new float[size];
    }

    /** Takes the code of the record that the imputer inferred last, which stands at that place. */
    LatentNote of(Source source, Imputer imputer) {
        topic = encodedTopic.of(source.topic());
        partition = source.partition();
        offset = source.offset();
        imputer.latent(mean, sd);
        return this;
    }

    @Override
    public Schema getSchema() {
        return LatentCode.getClassSchema();
    }

    @Override
    public void customEncode(Encoder out) throws IOException {
        out.writeString(topic);
        out.writeInt(partition);
        out.writeLong(offset);
        out.writeLong(generation);
        write(mean, out);
        write(sd, out);
    }

    private static void write(float[] numbers, Encoder out) throws IOException {
        out.writeArrayStart();
        out.setItemCount(numbers.length);
        for (float number : numbers) {
            out.startItem();
            out.writeFloat(number);
        }
        out.writeArrayEnd();
    }

    @Override
    public Object get(int field) {
        return switch (field) {
            case 0 -> topic.toString();
            case 1 -> partition;
            case 2 -> offset;
            case 3 -> generation;
            case 4 -> list(mean);
            case 5 -> list(sd);
            default -> throw new AvroRuntimeException(getSchema().getFullName() + " has no field " + field);
        };
    }

    private static List<Float> list(float[] numbers) {
        List<Float> list = new ArrayList<>(numbers.length);
        for (float number : numbers) {
            list.add(number);
        }
        return list;
    }
}
