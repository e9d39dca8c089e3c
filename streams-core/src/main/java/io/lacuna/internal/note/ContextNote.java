package io.lacuna.internal.note;

import io.lacuna.schemas.CellContext;
import java.io.IOException;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * The inputs from its key's past with which a cell was filled: a {@link CellContext} that writes itself. Immutable.
 *
 * @param offset offset of the record in which the feature was last observed
 * @param ageMs age of that observation
 * @param value observed value; NaN if it does not count, and for a category
 * @param label label of a category
 * @param residual residual in standard deviations; NaN if it does not count
 * @param slow slow mean of residuals in standard deviations; 0 if it does not count
 */
record ContextNote(
        long offset, long ageMs, double value, @Nullable Utf8 label, float residual, float slow) {
    private static final int NULL = 0;
    private static final int VALUE = 1;

    void write(Encoder out) throws IOException {
        out.writeLong(offset);
        out.writeLong(ageMs);
        out.writeIndex(Double.isNaN(value) ? NULL : VALUE);
        if (!Double.isNaN(value)) {
            out.writeDouble(value);
        }
        out.writeIndex(label == null ? NULL : VALUE);
        if (label != null) {
            out.writeString(label);
        }
        write(residual, Float.isNaN(residual), out);
        write(slow, slow == 0, out);
    }

    private static void write(float number, boolean absent, Encoder out) throws IOException {
        out.writeIndex(absent ? NULL : VALUE);
        if (!absent) {
            out.writeFloat(number);
        }
    }

    CellContext toContext() {
        return new CellContext(
                offset,
                ageMs,
                Double.isNaN(value) ? null : value,
                label == null ? null : label.toString(),
                Float.isNaN(residual) ? null : residual,
                slow == 0 ? null : slow);
    }
}
