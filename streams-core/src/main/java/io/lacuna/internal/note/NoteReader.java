package io.lacuna.internal.note;

import io.lacuna.internal.record.NoteLayout;
import io.lacuna.schemas.CellContext;
import io.lacuna.schemas.ImputedCell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Reads notes of every form, as today's and earlier builds write them. Stateless. */
public final class NoteReader {
    private static final List<String> BY_NAME = List.of(NoteLayout.FIELDS, NoteLayout.MOMENTS);

    private NoteReader() {}

    /**
     * The filled cells of a record, in the order of its fields. Without the record, a mean that the record holds is null.
     *
     * @param record the filled record; null if it is not known
     * @param note its note
     */
    public static List<ImputedCell> cells(@Nullable GenericRecord record, GenericRecord note) {
        List<ImputedCell> cells = new ArrayList<>();
        add((Collection<?>) note.get("cells"), cells);
        if (cells.isEmpty()
                && note.hasField(NoteLayout.BY_FIELD)
                && note.get(NoteLayout.BY_FIELD) instanceof Map<?, ?> byField) {
            add(byField.values(), cells);
        }
        for (String name : BY_NAME) {
            if (note.hasField(name) && note.get(name) instanceof GenericRecord fields) {
                add(record, fields, cells);
            }
        }
        return cells;
    }

    private static void add(Collection<?> from, List<ImputedCell> into) {
        for (Object entry : from) {
            GenericRecord cell = (GenericRecord) entry;
            into.add(new ImputedCell(
                    String.valueOf(cell.get("field")),
                    number(cell, "mean"),
                    number(cell, "sd"),
                    number(cell, "lower"),
                    number(cell, "upper"),
                    probabilities(cell),
                    number(cell, "stretch"),
                    context(cell)));
        }
    }

    private static void add(@Nullable GenericRecord record, GenericRecord fields, List<ImputedCell> into) {
        for (Schema.Field field : fields.getSchema().getFields()) {
            if (fields.get(field.pos()) instanceof GenericRecord note) {
                String path = field.getProp(NoteLayout.OF_FIELD);
                into.add(cell(record, path == null ? field.name() : path, note));
            }
        }
    }

    private static ImputedCell cell(@Nullable GenericRecord record, String name, GenericRecord note) {
        GenericRecord detail =
                note.hasField("detail") && note.get("detail") instanceof GenericRecord more ? more : note;
        Double sd = number(note, "sd");
        Double mean = sd == null ? null : number(detail, "mean");
        return new ImputedCell(
                name,
                sd == null || mean != null ? mean : held(record, name),
                sd,
                number(note, "lower"),
                number(note, "upper"),
                probabilities(note),
                number(detail, "stretch"),
                context(detail));
    }

    private static @Nullable CellContext context(GenericRecord cell) {
        return cell.hasField("context") && cell.get("context") instanceof GenericRecord past
                ? new CellContext(
                        (Long) past.get("sourceOffset"),
                        (Long) past.get("ageMs"),
                        (Double) past.get("value"),
                        past.get("label") == null ? null : String.valueOf(past.get("label")),
                        (Float) past.get("residual"),
                        (Float) past.get("slow"))
                : null;
    }

    /** The number that a record holds in a field. */
    private static @Nullable Double held(@Nullable GenericRecord record, String name) {
        return record != null && record.hasField(name) && record.get(name) instanceof Number held
                ? (Double) held.doubleValue()
                : null;
    }

    private static @Nullable Double number(IndexedRecord record, String name) {
        Schema.Field field = record.getSchema().getField(name);
        return field != null && record.get(field.pos()) instanceof Number number ? (Double) number.doubleValue() : null;
    }

    private static @Nullable Map<String, Double> probabilities(GenericRecord note) {
        if (!note.hasField("probabilities") || !(note.get("probabilities") instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, Double> probabilities = new TreeMap<>();
        map.forEach((label, share) -> probabilities.put(String.valueOf(label), ((Number) share).doubleValue()));
        return probabilities;
    }
}
