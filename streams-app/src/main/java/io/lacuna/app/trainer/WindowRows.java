package io.lacuna.app.trainer;

import io.lacuna.app.stream.MappingException;
import io.lacuna.app.stream.MappingRules;
import io.lacuna.app.stream.RecordMapper;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Gathers records of possibly several schemas into one table. The features are those of the newest record's schema;
 * cells of older schemas go over by name, and where a field had another kind of type, are missing. For one thread.
 */
final class WindowRows {
    private final MappingRules rules;
    private final Map<Schema, Layout> layouts = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private long imputed;
    private long unusable;

    WindowRows(MappingRules rules) {
        this.rules = rules;
    }

    /** Takes a decoded record; one that Lacuna filled or that cannot be mapped is only counted. */
    void add(GenericRecord record, long timestampMs, int partition, long offset) {
        Schema.Field mark = record.getSchema().getField(RecordMapper.IMPUTATION_FIELD);
        if (mark != null && record.get(mark.pos()) != null) {
            imputed++;
            return;
        }
        Layout layout = layouts.computeIfAbsent(record.getSchema(), schema -> Layout.of(schema, rules));
        if (layout.mapper() == null || layout.features() == null) {
            unusable++;
            return;
        }
        double[] cells = new double[layout.features().size()];
        layout.mapper().read(record, cells);
        rows.add(new Row(timestampMs, partition, offset, layout.features(), cells));
    }

    int size() {
        return rows.size();
    }

    long imputed() {
        return imputed;
    }

    long unusable() {
        return unusable;
    }

    long firstMs() {
        return rows.stream().mapToLong(Row::timestampMs).min().orElse(0);
    }

    long lastMs() {
        return rows.stream().mapToLong(Row::timestampMs).max().orElse(0);
    }

    /** The gathered rows, oldest first. At least one must have been usable. */
    Table table() {
        rows.sort(Comparator.comparingLong(Row::timestampMs)
                .thenComparingInt(Row::partition)
                .thenComparingLong(Row::offset));
        Features features = rows.get(rows.size() - 1).features();
        Map<Features, Alignment> alignments = new HashMap<>();
        List<double[]> cells = new ArrayList<>(rows.size());
        for (Row row : rows) {
            Alignment alignment = alignments.computeIfAbsent(row.features(), from -> Alignment.of(from, features));
            cells.add(alignment.apply(row.cells()));
        }
        return new Table(features, cells);
    }

    private record Row(long timestampMs, int partition, long offset, Features features, double[] cells) {}

    /** A schema's features and mapper; both null where its records cannot be mapped. */
    private record Layout(
            @Nullable Features features, @Nullable RecordMapper mapper) {
        static Layout of(Schema schema, MappingRules rules) {
            try {
                Features features = RecordMapper.features(schema, rules);
                return new Layout(features, new RecordMapper(schema, features, rules));
            } catch (MappingException unusable) {
                return new Layout(null, null);
            }
        }
    }
}
