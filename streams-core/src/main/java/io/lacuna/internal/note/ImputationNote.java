package io.lacuna.internal.note;

import io.lacuna.internal.avro.DirectRecord;
import io.lacuna.internal.record.NoteLayout;
import io.lacuna.internal.record.NoteLevel;
import io.lacuna.schemas.Imputation;
import io.lacuna.schemas.ImputedCell;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * The note of one filled record, in its field {@code imputation}: an {@link Imputation} that writes itself. Immutable.
 */
public final class ImputationNote extends DirectRecord {
    private static final long serialVersionUID = 1;

    private static final Utf8 NOTHING = new Utf8("");

    private final transient NoteWords words;
    private final transient NoteLayout layout;
    private final transient Utf8 topic;
    private final int partition;
    private final long offset;
    private final int observed;
    private final int steps;
    private final boolean converged;
    private final double logLikelihood;
    private final transient CellNote[] cells;
    private final boolean[] flags;
    private final transient @Nullable LatentNote latent;

    /**
     * @param layout how the note is written
     * @param cells the filled cells in the order of the record's fields; owned by the note
     * @param flags whether each field that the layout names was filled; owned by the note
     * @param latent the latent code, where the note holds it
     */
    ImputationNote(
            NoteWords words,
            NoteLayout layout,
            Utf8 topic,
            int partition,
            long offset,
            int observed,
            int steps,
            boolean converged,
            double logLikelihood,
            CellNote[] cells,
            boolean[] flags,
            @Nullable LatentNote latent) {
        this.words = words;
        this.layout = layout;
        this.flags = flags;
        this.latent = latent;
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.observed = observed;
        this.steps = steps;
        this.converged = converged;
        this.logLikelihood = logLikelihood;
        this.cells = cells;
    }

    /** Whether no cell was observed, and none filled. */
    public boolean isEmpty() {
        return observed == 0 && cells.length == 0;
    }

    /** Topic of the record's source. */
    public String topic() {
        return topic.toString();
    }

    /** Partition of the record's source. */
    public int partition() {
        return partition;
    }

    /** Offset of the record's source. */
    public long offset() {
        return offset;
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

    /** The note as the generated class, with all that is known of it: more than is written. */
    public Imputation toImputation() {
        Imputation copy = new Imputation();
        for (Schema.Field field : getSchema().getFields()) {
            Schema.Field known = Imputation.getClassSchema().getField(field.name());
            if (known != null) {
                copy.put(
                        known.pos(),
                        switch (field.name()) {
                            case "artifact" -> words.artifact;
                            case "method" -> words.method.toString();
                            case "logLikelihood" -> hasLikelihood() ? logLikelihood : null;
                            case "cells" -> layout.choices().hasFields() ? imputedCells() : get(field.pos());
                            case NoteLayout.LATENT -> latent == null ? null : latent.toNoted();
                            default -> get(field.pos());
                        });
            }
        }
        return copy;
    }

    @Override
    public Schema getSchema() {
        return layout.schema();
    }

    private boolean isShort() {
        return layout.choices().level() == NoteLevel.FLAGS;
    }

    /** The method, which notes of few bytes leave to the generation. */
    private Utf8 method() {
        return isShort() || layout.choices().hasFields() ? NOTHING : words.method;
    }

    @Override
    public void customEncode(Encoder out) throws IOException {
        out.writeLong(words.generation);
        out.writeString(NOTHING); // The generation names its artifact.
        out.writeString(method());
        out.writeString(topic);
        out.writeInt(partition);
        out.writeLong(offset);
        out.writeInt(observed);
        out.writeInt(steps);
        out.writeBoolean(converged);
        writeLikelihood(out);
        out.writeDouble(words.mass);
        writeArray(layout.choices().hasArray() ? cells : new CellNote[0], out);
        if (layout.choices().hasMap()) {
            writeMap(out);
        }
        if (latent != null) {
            out.writeIndex(1);
            latent.writeCode(out);
        }
        if (layout.choices().flags()) {
            out.writeIndex(1);
            for (boolean flag : flags) {
                out.writeBoolean(flag);
            }
        }
        if (layout.choices().hasFields()) {
            out.writeIndex(1);
            writeNamed(out);
        }
    }

    private void writeLikelihood(Encoder out) throws IOException {
        if (!hasLikelihood()) {
            out.writeIndex(0);
        } else if (layout.choices().hasFields()) {
            out.writeIndex(2);
            out.writeFloat((float) logLikelihood);
        } else {
            out.writeIndex(1);
            out.writeDouble(logLikelihood);
        }
    }

    /** The cells are in the order of the named fields, so that each filled field has the next one. */
    private void writeNamed(Encoder out) throws IOException {
        int next = 0;
        for (int i = 0; i < flags.length; i++) {
            out.writeIndex(flags[i] ? 1 : 0);
            if (flags[i]) {
                cells[next++].writeNamed(out, layout, isMeanHeld(i));
            }
        }
    }

    private boolean isMeanHeld(int named) {
        return words.fillsMean && layout.named().get(named).holdsNumber();
    }

    private GenericRecord named(Schema schema) {
        GenericRecord fields = new GenericData.Record(schema);
        int next = 0;
        for (int i = 0; i < flags.length; i++) {
            if (flags[i]) {
                Schema field = schema.getFields().get(i).schema().getTypes().get(1);
                fields.put(i, cells[next++].named(field, isMeanHeld(i)));
            }
        }
        return fields;
    }

    private boolean hasLikelihood() {
        return !isShort() && Double.isFinite(logLikelihood);
    }

    private void writeArray(CellNote[] written, Encoder out) throws IOException {
        out.writeArrayStart();
        out.setItemCount(written.length);
        for (CellNote cell : written) {
            out.startItem();
            cell.write(out, layout.context());
        }
        out.writeArrayEnd();
    }

    private void writeMap(Encoder out) throws IOException {
        out.writeIndex(1);
        out.writeMapStart();
        out.setItemCount(cells.length);
        for (CellNote cell : cells) {
            out.startItem();
            out.writeString(cell.field());
            cell.write(out, layout.context());
        }
        out.writeMapEnd();
    }

    @Override
    public @Nullable Object get(int field) {
        return switch (field) {
            case 0 -> words.generation;
            case 1 -> "";
            case 2 -> method().toString();
            case 3 -> topic.toString();
            case 4 -> partition;
            case 5 -> offset;
            case 6 -> observed;
            case 7 -> steps;
            case 8 -> converged;
            case 9 -> likelihood();
            case 10 -> words.mass;
            case 11 -> layout.choices().hasArray() ? imputedCells() : List.of();
            default -> chosen(field);
        };
    }

    /** A field that only some layouts have. */
    private @Nullable Object chosen(int field) {
        List<Schema.Field> fields = getSchema().getFields();
        if (field < 0 || field >= fields.size()) {
            throw new AvroRuntimeException(getSchema().getFullName() + " has no field " + field);
        }
        return switch (fields.get(field).name()) {
            case NoteLayout.BY_FIELD -> byField();
            case NoteLayout.LATENT ->
                latent == null
                        ? null
                        : latent.noted(fields.get(field).schema().getTypes().get(1));
            case NoteLayout.FIELDS, NoteLayout.MOMENTS ->
                named(fields.get(field).schema().getTypes().get(1));
            default -> filledFlags(fields.get(field).schema().getTypes().get(1));
        };
    }

    private @Nullable Object likelihood() {
        if (!hasLikelihood()) {
            return null;
        }
        return layout.choices().hasFields() ? (Object) (float) logLikelihood : (Object) logLikelihood;
    }

    private Map<String, ImputedCell> byField() {
        Map<String, ImputedCell> byField = new LinkedHashMap<>();
        for (CellNote cell : cells) {
            byField.put(cell.field().toString(), cell.toCell());
        }
        return byField;
    }

    private GenericRecord filledFlags(Schema schema) {
        GenericRecord record = new GenericData.Record(schema);
        for (int flag = 0; flag < flags.length; flag++) {
            record.put(flag, flags[flag]);
        }
        return record;
    }

    private List<ImputedCell> imputedCells() {
        return Arrays.stream(cells).map(CellNote::toCell).toList();
    }
}
