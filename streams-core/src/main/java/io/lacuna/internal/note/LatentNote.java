package io.lacuna.internal.note;

import io.lacuna.internal.avro.DirectRecord;
import io.lacuna.schemas.Coordinate;
import io.lacuna.schemas.LatentCode;
import io.lacuna.schemas.LikelyRelay;
import io.lacuna.schemas.NotedLatent;
import io.lacuna.schemas.SparseCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/** The latent code of one record: a {@link LatentCode} that writes itself. Immutable. */
public final class LatentNote extends DirectRecord {
    private static final long serialVersionUID = 1;

    /** Smaller probabilities are left out of a sparse code. */
    private static final float LEAST_SHARE = 0.001f;

    private static final float[] NONE = {};

    private final long generation;
    private final transient Utf8 topic;
    private final int partition;
    private final long offset;
    private final float[] mean;
    private final float[] sd;
    private final boolean sparse;

    /**
     * @param mean of the posterior, k numbers; owned by the note
     * @param sd of the posterior, k numbers; owned by the note
     * @param sparse whether small probabilities are left out
     */
    public LatentNote(
            long generation, Utf8 topic, int partition, long offset, float[] mean, float[] sd, boolean sparse) {
        this.generation = generation;
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.mean = mean;
        this.sd = sd;
        this.sparse = sparse;
    }

    /** The code as the generated class, with all its numbers. */
    public LatentCode toLatentCode() {
        return new LatentCode(topic.toString(), partition, offset, generation, list(mean), list(sd), null);
    }

    /** A code with all its numbers, where probabilities that were left out are 0. */
    public static LatentCode complete(LatentCode code) {
        SparseCode sparse = code.getSparse();
        if (sparse == null) {
            return code;
        }
        int size = sparse.getShares() + sparse.getCoordinates().size();
        List<Float> mean = new ArrayList<>(Collections.nCopies(size, 0f));
        List<Float> sd = new ArrayList<>(mean);
        for (LikelyRelay relay : sparse.getLikely()) {
            mean.set(relay.getPlace(), relay.getShare());
            sd.set(relay.getPlace(), sdOf(relay.getShare()));
        }
        int at = sparse.getShares();
        for (Coordinate coordinate : sparse.getCoordinates()) {
            mean.set(at, coordinate.getMean());
            sd.set(at++, coordinate.getSd());
        }
        return new LatentCode(
                code.getSourceTopic(),
                code.getSourcePartition(),
                code.getSourceOffset(),
                code.getGeneration(),
                mean,
                sd,
                null);
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
        if (!sparse) {
            out.writeIndex(0);
        }
    }

    /** Writes mean and standard deviation, a {@link NotedLatent}; of a sparse code both are empty and the rest follows. */
    void writeCode(Encoder out) throws IOException {
        write(sparse ? NONE : mean, out);
        write(sparse ? NONE : sd, out);
        if (sparse) {
            out.writeIndex(1);
            writeSparse(out);
        }
    }

    private void writeSparse(Encoder out) throws IOException {
        int shares = shares();
        int likely = 0;
        for (int i = 0; i < shares; i++) {
            likely += mean[i] >= LEAST_SHARE ? 1 : 0;
        }
        out.writeInt(shares);
        out.writeArrayStart();
        out.setItemCount(likely);
        for (int i = 0; i < shares; i++) {
            if (mean[i] >= LEAST_SHARE) {
                out.startItem();
                out.writeInt(i);
                out.writeFloat(mean[i]);
            }
        }
        out.writeArrayEnd();
        out.writeArrayStart();
        out.setItemCount(mean.length - shares);
        for (int i = shares; i < mean.length; i++) {
            out.startItem();
            out.writeFloat(mean[i]);
            out.writeFloat(sd[i]);
        }
        out.writeArrayEnd();
    }

    /** How many of the first numbers are probabilities: their standard deviations follow from their means. */
    private int shares() {
        int count = 0;
        while (count < mean.length && sd[count] == sdOf(mean[count])) {
            count++;
        }
        return count;
    }

    private static float sdOf(float probability) {
        double p = probability;
        return (float) Math.sqrt(p * (1 - p));
    }

    /** The code as it stands in a note, with all its numbers. */
    NotedLatent toNoted() {
        return new NotedLatent(list(mean), list(sd));
    }

    /** The code as it is written in a note. */
    GenericRecord noted(Schema schema) {
        GenericRecord noted = new GenericData.Record(schema);
        noted.put("mean", list(sparse ? NONE : mean));
        noted.put("sd", list(sparse ? NONE : sd));
        if (sparse) {
            noted.put("sparse", toSparse());
        }
        return noted;
    }

    private SparseCode toSparse() {
        int shares = shares();
        List<LikelyRelay> likely = new ArrayList<>();
        for (int i = 0; i < shares; i++) {
            if (mean[i] >= LEAST_SHARE) {
                likely.add(new LikelyRelay(i, mean[i]));
            }
        }
        List<Coordinate> coordinates = new ArrayList<>();
        for (int i = shares; i < mean.length; i++) {
            coordinates.add(new Coordinate(mean[i], sd[i]));
        }
        return new SparseCode(shares, likely, coordinates);
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
    public @Nullable Object get(int field) {
        return switch (field) {
            case 0 -> topic.toString();
            case 1 -> partition;
            case 2 -> offset;
            case 3 -> generation;
            case 4 -> list(sparse ? NONE : mean);
            case 5 -> list(sparse ? NONE : sd);
            case 6 -> sparse ? toSparse() : null;
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
