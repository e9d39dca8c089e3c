package io.lacuna.internal.note;

import io.lacuna.internal.avro.DirectRecord;
import io.lacuna.schemas.LatentCode;
import io.lacuna.schemas.NotedLatent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;

/** The latent code of one record: a {@link LatentCode} that writes itself. Immutable. */
public final class LatentNote extends DirectRecord {
    private static final long serialVersionUID = 1;

    private final long generation;
    private final transient Utf8 topic;
    private final int partition;
    private final long offset;
    private final float[] mean;
    private final float[] sd;

    /**
     * @param mean of the posterior, k numbers; owned by the note
     * @param sd of the posterior, k numbers; owned by the note
     */
    public LatentNote(long generation, Utf8 topic, int partition, long offset, float[] mean, float[] sd) {
        this.generation = generation;
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.mean = mean;
        this.sd = sd;
    }

    /** The code as the generated class. */
    public LatentCode toLatentCode() {
        LatentCode copy = new LatentCode();
        for (int field = 0; field < getSchema().getFields().size(); field++) {
            copy.put(field, get(field));
        }
        return copy;
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
        writeCode(out);
    }

    /** Writes mean and standard deviation, a {@link NotedLatent}. */
    void writeCode(Encoder out) throws IOException {
        write(mean, out);
        write(sd, out);
    }

    /** The code as it stands in a note. */
    NotedLatent toNoted() {
        return new NotedLatent(list(mean), list(sd));
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
