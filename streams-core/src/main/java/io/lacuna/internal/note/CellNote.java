package io.lacuna.internal.note;

import io.lacuna.internal.record.NoteLayout;
import io.lacuna.schemas.CellContext;
import io.lacuna.schemas.ImputedCell;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/** The note of one filled cell: an {@link ImputedCell} that writes itself. Immutable. */
sealed interface CellNote {
    int NULL = 0;
    int VALUE = 1;

    /** Name of the filled field. */
    Utf8 field();

    /**
     * Writes the note.
     *
     * @param withContext whether its schema has a field for the past that the cell is filled with
     */
    void write(Encoder out, boolean withContext) throws IOException;

    /**
     * Writes the note under the field's name, as {@link io.lacuna.schemas.NumberNote}, {@link
     * io.lacuna.schemas.NumberMoments} or {@link io.lacuna.schemas.CategoryNote}.
     *
     * @param layout of the whole note
     * @param isMeanHeld whether the record's field holds the mean
     */
    void writeNamed(Encoder out, NoteLayout layout, boolean isMeanHeld) throws IOException;

    /** What {@link #writeNamed} writes. */
    GenericRecord named(Schema schema, boolean isMeanHeld);

    ImputedCell toCell();

    private static void write(double number, Encoder out) throws IOException {
        out.writeIndex(VALUE);
        out.writeDouble(number);
    }

    private static void write(@Nullable ContextNote context, boolean withContext, Encoder out) throws IOException {
        if (withContext) {
            out.writeIndex(context == null ? NULL : VALUE);
            if (context != null) {
                context.write(out);
            }
        }
    }

    private static void writeFloat(float number, boolean absent, Encoder out) throws IOException {
        out.writeIndex(absent ? NULL : VALUE);
        if (!absent) {
            out.writeFloat(number);
        }
    }

    private static void putContext(@Nullable ContextNote context, GenericRecord into) {
        if (into.hasField("context")) {
            into.put("context", toContext(context));
        }
    }

    private static @Nullable CellContext toContext(@Nullable ContextNote context) {
        return context == null ? null : context.toContext();
    }

    /**
     * A filled number.
     *
     * @param field name of the field
     * @param mean predictive mean, in the field's own unit
     * @param sd predictive standard deviation, in the field's own unit
     * @param lower lower end of the interval, in the field's own unit; NaN if no interval was asked for
     * @param upper upper end of the interval, in the field's own unit; NaN if no interval was asked for
     * @param stretch the factor by which live scores stretched the interval; 1 if they did not
     * @param context what of the key's past it is filled with; null if nothing
     */
    record Number(
            Utf8 field,
            double mean,
            double sd,
            double lower,
            double upper,
            double stretch,
            @Nullable ContextNote context)
            implements CellNote {
        @Override
        public void write(Encoder out, boolean withContext) throws IOException {
            out.writeString(field);
            CellNote.write(mean, out);
            CellNote.write(sd, out);
            writeEnd(lower, out);
            writeEnd(upper, out);
            out.writeIndex(NULL); // No probabilities.
            if (stretch == 1) {
                out.writeIndex(NULL);
            } else {
                CellNote.write(stretch, out);
            }
            CellNote.write(context, withContext, out);
        }

        @Override
        public void writeNamed(Encoder out, NoteLayout layout, boolean isMeanHeld) throws IOException {
            out.writeFloat((float) sd);
            if (!layout.choices().isFull()) {
                CellNote.writeFloat((float) mean, isMeanHeld, out);
                return;
            }
            out.writeFloat((float) lower);
            out.writeFloat((float) upper);
            boolean plain = isPlain(isMeanHeld);
            out.writeIndex(plain ? NULL : VALUE);
            if (!plain) {
                CellNote.writeFloat((float) mean, isMeanHeld, out);
                CellNote.writeFloat((float) stretch, stretch == 1, out);
                CellNote.write(context, layout.context(), out);
            }
        }

        private boolean isPlain(boolean isMeanHeld) {
            return isMeanHeld && stretch == 1 && context == null;
        }

        @Override
        public GenericRecord named(Schema schema, boolean isMeanHeld) {
            GenericRecord note = new GenericData.Record(schema);
            note.put("sd", (float) sd);
            if (note.hasField("mean")) {
                note.put("mean", isMeanHeld ? null : (float) mean);
                return note;
            }
            note.put("lower", (float) lower);
            note.put("upper", (float) upper);
            if (!isPlain(isMeanHeld)) {
                Schema detailed = schema.getField("detail").schema().getTypes().get(VALUE);
                GenericRecord detail = new GenericData.Record(detailed);
                detail.put("mean", isMeanHeld ? null : (float) mean);
                detail.put("stretch", stretch == 1 ? null : (float) stretch);
                CellNote.putContext(context, detail);
                note.put("detail", detail);
            }
            return note;
        }

        private static void writeEnd(double end, Encoder out) throws IOException {
            if (Double.isNaN(end)) {
                out.writeIndex(NULL);
            } else {
                CellNote.write(end, out);
            }
        }

        @Override
        public ImputedCell toCell() {
            return new ImputedCell(
                    field.toString(),
                    mean,
                    sd,
                    Double.isNaN(lower) ? null : lower,
                    Double.isNaN(upper) ? null : upper,
                    null,
                    stretch == 1 ? null : stretch,
                    CellNote.toContext(context));
        }
    }

    /**
     * A filled field of which nothing more is noted. It is never written as a cell.
     *
     * @param field name of the field
     */
    record Bare(Utf8 field) implements CellNote {
        @Override
        public void write(Encoder out, boolean withContext) {
            throw new IllegalStateException("notes of this level have no cells");
        }

        @Override
        public void writeNamed(Encoder out, NoteLayout layout, boolean isMeanHeld) {
            throw new IllegalStateException("notes of this level have no cells");
        }

        @Override
        public GenericRecord named(Schema schema, boolean isMeanHeld) {
            throw new IllegalStateException("notes of this level have no cells");
        }

        @Override
        public ImputedCell toCell() {
            return new ImputedCell(field.toString(), null, null, null, null, null, null, null);
        }
    }

    /**
     * A filled boolean or enum.
     *
     * @param field name of the field
     * @param labels of all categories, or of the most probable one
     * @param probabilities one per label
     * @param context what of the key's past it is filled with; null if nothing
     */
    @SuppressWarnings(
            "ArrayRecordComponent") // Shared by all notes of a generation, or created for this one; never changed.
    record Category(
            Utf8 field,
            Utf8[] labels,
            double[] probabilities,
            @Nullable ContextNote context) implements CellNote {
        @Override
        public void write(Encoder out, boolean withContext) throws IOException {
            out.writeString(field);
            for (int number = 0; number < 4; number++) {
                out.writeIndex(NULL);
            }
            out.writeIndex(VALUE);
            out.writeMapStart();
            out.setItemCount(labels.length);
            for (int label = 0; label < labels.length; label++) {
                out.startItem();
                out.writeString(labels[label]);
                out.writeDouble(probabilities[label]);
            }
            out.writeMapEnd();
            out.writeIndex(NULL); // No stretch.
            CellNote.write(context, withContext, out);
        }

        @Override
        public void writeNamed(Encoder out, NoteLayout layout, boolean isMeanHeld) throws IOException {
            out.writeMapStart();
            out.setItemCount(labels.length);
            for (int label = 0; label < labels.length; label++) {
                out.startItem();
                out.writeString(labels[label]);
                out.writeFloat((float) probabilities[label]);
            }
            out.writeMapEnd();
            CellNote.write(context, layout.context(), out);
        }

        @Override
        public GenericRecord named(Schema schema, boolean isMeanHeld) {
            GenericRecord note = new GenericData.Record(schema);
            Map<String, Float> byLabel = new LinkedHashMap<>();
            for (int label = 0; label < labels.length; label++) {
                byLabel.put(labels[label].toString(), (float) probabilities[label]);
            }
            note.put("probabilities", byLabel);
            CellNote.putContext(context, note);
            return note;
        }

        @Override
        public ImputedCell toCell() {
            Map<String, Double> byLabel = new LinkedHashMap<>();
            for (int label = 0; label < labels.length; label++) {
                byLabel.put(labels[label].toString(), probabilities[label]);
            }
            return new ImputedCell(
                    field.toString(), null, null, null, null, byLabel, null, CellNote.toContext(context));
        }
    }
}
