package io.lacuna.internal.impute;

import io.lacuna.internal.avro.DirectRecord;
import io.lacuna.schemas.Imputation;
import io.lacuna.schemas.ImputedCell;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * The note of one filled record, in its field {@code imputation}: an {@link Imputation} that writes itself. Immutable.
 */
public final class ImputationNote extends DirectRecord {
    private static final long serialVersionUID = 1;

    private final transient NoteWords words;
    private final transient Utf8 topic;
    private final int partition;
    private final long offset;
    private final int observed;
    private final int steps;
    private final boolean converged;
    private final double logLikelihood;
    private final transient CellNote[] cells;

    /**
     * @param cells the filled cells in the order of the record's fields; owned by the note
     */
    ImputationNote(
            NoteWords words,
            Utf8 topic,
            int partition,
            long offset,
            int observed,
            int steps,
            boolean converged,
            double logLikelihood,
            CellNote[] cells) {
        this.words = words;
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.observed = observed;
        this.steps = steps;
        this.converged = converged;
        this.logLikelihood = logLikelihood;
        this.cells = cells;
    }

    /** The number of optimizer steps of inference. */
    public int steps() {
        return steps;
    }

    /** Whether inference stopped by its own rule. */
    public boolean converged() {
        return converged;
    }

    /** Names of the filled fields, in the order of the record's fields. */
    public List<String> filledFields() {
        return Arrays.stream(cells).map(cell -> cell.field().toString()).toList();
    }

    /** The filled cell of a field; empty if it was not filled. */
    public Optional<ImputedCell> cell(String field) {
        return Arrays.stream(cells)
                .filter(cell -> cell.field().toString().equals(field))
                .findFirst()
                .map(CellNote::toCell);
    }

    /** The note as the generated class. */
    public Imputation toImputation() {
        Imputation copy = new Imputation();
        for (int field = 0; field < getSchema().getFields().size(); field++) {
            copy.put(field, get(field));
        }
        return copy;
    }

    @Override
    public Schema getSchema() {
        return words.schema;
    }

    @Override
    public void customEncode(Encoder out) throws IOException {
        out.writeLong(words.generation);
        out.writeString(words.artifact);
        out.writeString(words.method);
        out.writeString(topic);
        out.writeInt(partition);
        out.writeLong(offset);
        out.writeInt(observed);
        out.writeInt(steps);
        out.writeBoolean(converged);
        if (Double.isFinite(logLikelihood)) {
            out.writeIndex(1);
            out.writeDouble(logLikelihood);
        } else {
            out.writeIndex(0);
        }
        out.writeDouble(words.mass);
        out.writeArrayStart();
        out.setItemCount(cells.length);
        for (CellNote cell : cells) {
            out.startItem();
            cell.write(out, words.context);
        }
        out.writeArrayEnd();
    }

    @Override
    public @Nullable Object get(int field) {
        return switch (field) {
            case 0 -> words.generation;
            case 1 -> words.artifact.toString();
            case 2 -> words.method.toString();
            case 3 -> topic.toString();
            case 4 -> partition;
            case 5 -> offset;
            case 6 -> observed;
            case 7 -> steps;
            case 8 -> converged;
            case 9 -> Double.isFinite(logLikelihood) ? logLikelihood : null;
            case 10 -> words.mass;
            case 11 -> imputedCells();
            default -> throw new AvroRuntimeException(getSchema().getFullName() + " has no field " + field);
        };
    }

    private List<ImputedCell> imputedCells() {
        return Arrays.stream(cells).map(CellNote::toCell).toList();
    }
}
