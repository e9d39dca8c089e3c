package io.lacuna.internal.record;

import io.lacuna.internal.avro.FlatRecord;
import io.lacuna.internal.model.GapValues;
import io.lacuna.streams.errors.UnusableRecordException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/**
 * Maps a field whose values are objects, at any depth of nested records. A field in a record that is null is missing and stays;
 * nested records are copied before they are changed. Immutable.
 */
final class PathMapping extends FieldMapping {
    private final int[] path;
    private final CellCodec codec;
    private final boolean numeric;
    private final double[] sentinels;

    private PathMapping(
            List<Schema.Field> path, String name, int feature, CellCodec codec, boolean numeric, double[] sentinels) {
        super(path.get(0), name, feature);
        this.path = path.stream().mapToInt(Schema.Field::pos).toArray();
        this.codec = codec;
        this.numeric = numeric;
        this.sentinels = sentinels;
    }

    /**
     * @param path the fields from the record's own to the one that is mapped
     */
    static PathMapping of(
            List<Schema.Field> path, String name, int feature, CellCodec codec, boolean numeric, double[] sentinels) {
        return new PathMapping(path, name, feature, codec, numeric, sentinels);
    }

    /** The fields on a dotted path through nested records; empty if there is no such field. */
    static List<Schema.Field> find(Schema record, String name) {
        List<Schema.Field> path = new ArrayList<>();
        Schema at = record;
        for (String part : name.split("\\.", -1)) {
            Schema.Field field = at == null || at.getType() != Schema.Type.RECORD ? null : at.getField(part);
            if (field == null) {
                return List.of();
            }
            path.add(field);
            at = FieldTypes.valueSchema(field);
        }
        return path;
    }

    @Override
    double read(FlatRecord record) {
        Object value = value(record);
        if (value == null) {
            return Double.NaN;
        }
        double cell = codec.read(value);
        if (!numeric) {
            return cell;
        }
        for (double sentinel : sentinels) {
            if (cell == sentinel || value instanceof Float && cell == (float) sentinel) {
                return Double.NaN;
            }
        }
        return Double.isInfinite(cell) ? Double.NaN : cell;
    }

    @Override
    double step() {
        return codec.step();
    }

    /** The value; null if it, or a record that it is in, is null or of a generated class. */
    private @Nullable Object value(FlatRecord record) {
        Object value = record.get(path[0]);
        for (int step = 1; step < path.length && value != null; step++) {
            value = value instanceof GenericData.Record nested ? nested.get(path[step]) : null;
        }
        return value;
    }

    @Override
    boolean isGap(FlatRecord record, double[] observation) {
        Object at = path.length == 1 ? null : record.get(path[0]);
        for (int step = 1; step < path.length; step++) {
            if (!(at instanceof GenericData.Record nested)) {
                return false;
            }
            at = nested.get(path[step]);
        }
        return numeric ? Double.isNaN(observation[feature()]) : value(record) == null;
    }

    @Override
    void fill(FlatRecord record, GapValues values, FilledCells filled) {
        if (numeric && !Double.isFinite(values.value(feature()))) {
            throw new UnusableRecordException("the model fills '" + name() + "' with " + values.value(feature()));
        }
        Object value = codec.write(values, feature());
        if (numeric) {
            filled.number(feature());
        } else {
            filled.category(feature());
        }
        record.put(path[0], path.length == 1 ? value : changed(record.get(path[0]), 1, value));
    }

    /** A copy of a nested record with a value at the end of the path. */
    private GenericData.Record changed(@Nullable Object nested, int step, Object value) {
        if (!(nested instanceof GenericData.Record original)) {
            throw new IllegalStateException("no record to fill '" + name() + "' in");
        }
        GenericData.Record copy = new GenericData.Record(original, false);
        copy.put(path[step], step == path.length - 1 ? value : changed(original.get(path[step]), step + 1, value));
        return copy;
    }
}
