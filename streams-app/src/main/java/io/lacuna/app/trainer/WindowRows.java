package io.lacuna.app.trainer;

import io.lacuna.app.config.choice.WindowSample;
import io.lacuna.app.trainer.cells.WindowCells;
import io.lacuna.app.trainer.cells.WindowColumns;
import io.lacuna.data.Table;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.note.Source;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Collects records into one table; {@link WindowCells} decides what its features are. If there are several record types, it keeps
 * the one with most rows; others stay only if they have all of its features. If there are more rows than its capacity, it keeps
 * the last ones, or, as a reservoir (Vitter 1985, algorithm R), a uniform sample
 * of all. For one thread.
 */
final class WindowRows {
    private static final Comparator<Row> ORDER = Comparator.comparingLong(Row::timestampMs)
            .thenComparing(row -> row.source().topic())
            .thenComparingInt(row -> row.source().partition())
            .thenComparingLong(row -> row.source().offset());

    /** Marks a record without a key. */
    private static final int NO_KEY = -1;

    private final WindowCells cells;
    private final List<Row> rows = new ArrayList<>();
    private final int capacity;
    private final @Nullable SplittableRandom draws;
    private final Map<ByteBuffer, Integer> keys = new HashMap<>();
    private final Map<String, Long> otherTypes = new TreeMap<>();
    private boolean settled;
    private String type = "";
    private long usable;
    private long imputed;
    private long unusable;
    private @Nullable String undecodable;

    private WindowRows(WindowCells cells, int capacity, @Nullable SplittableRandom draws) {
        this.cells = cells;
        this.capacity = capacity;
        this.draws = draws;
    }

    /** Creates an instance for this choice of records. */
    static WindowRows of(WindowSample sample, WindowCells cells, int capacity, long seed) {
        return switch (sample) {
            case NEWEST -> newest(cells, capacity);
            case RESERVOIR -> reservoir(cells, capacity, seed);
        };
    }

    /** Keeps the last usable records. */
    static WindowRows newest(WindowCells cells, int capacity) {
        return new WindowRows(cells, capacity, null);
    }

    /** Keeps a uniform sample of the usable records. */
    static WindowRows reservoir(WindowCells cells, int capacity, long seed) {
        return new WindowRows(cells, capacity, Seeds.random(seed, "window"));
    }

    /** Adds a decoded record; records that Lacuna filled or that cannot be mapped are only counted. */
    void add(GenericRecord record, long timestampMs, Source source) {
        add(record, timestampMs, source, null);
    }

    /**
     * The same with the bytes of the record's key.
     *
     * @param key null where it has none, or the key's past does not count
     */
    void add(GenericRecord record, long timestampMs, Source source, byte @Nullable [] key) {
        add(record, timestampMs, source, key, List.of());
    }

    /**
     * The same with the record's partners.
     *
     * @param partners records of other topics, whose fields are features behind those of the record
     */
    void add(
            GenericRecord record,
            long timestampMs,
            Source source,
            byte @Nullable [] key,
            List<GenericRecord> partners) {
        if (cells.isFilled(record)) {
            imputed++;
            return;
        }
        Object kept = cells.keep(record, partners);
        if (kept == null) {
            unusable++;
            return;
        }
        int number = key == null ? NO_KEY : keys.computeIfAbsent(ByteBuffer.wrap(key), unseen -> keys.size());
        keep(new Row(timestampMs, source, kept, number, record.getSchema().getFullName()));
    }

    private void keep(Row row) {
        usable++;
        settled = false;
        if (rows.size() < capacity) {
            rows.add(row);
            return;
        }
        long place = draws == null ? (usable - 1) % capacity : draws.nextLong(usable);
        if (place < capacity) {
            rows.set((int) place, row);
        }
    }

    /** Removes the rows of other record types than the most frequent one; sorts the rest, oldest first. */
    private List<Row> settle() {
        if (settled) {
            return rows;
        }
        rows.sort(ORDER);
        Map<String, Long> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(row.type(), 1L, Long::sum));
        if (counts.size() > 1) {
            Row model = rows.get(0);
            for (Row row :
                    rows) { // The newest row of the most frequent type; among equals, of the type with the newest row.
                model = count(counts, row) >= count(counts, model) ? row : model;
            }
            removeOthers(model);
            type = model.type();
        } else if (!rows.isEmpty()) {
            type = rows.get(0).type();
        }
        settled = true;
        return rows;
    }

    private void removeOthers(Row model) {
        rows.removeIf(row -> {
            boolean other = !row.type().equals(model.type()) && !cells.hasAll(row.kept(), model.kept());
            if (other) {
                otherTypes.merge(row.type(), 1L, Long::sum);
            }
            return other;
        });
    }

    private static long count(Map<String, Long> counts, Row row) {
        return counts.getOrDefault(row.type(), 0L);
    }

    int size() {
        return settle().size();
    }

    /** Full name of the record type with most rows, which the model is for; empty without a row. */
    String type() {
        settle();
        return type;
    }

    /** Number of rows left out because their record type is another one, by its name. */
    Map<String, Long> otherTypes() {
        settle();
        return Collections.unmodifiableMap(otherTypes);
    }

    private Row newest() {
        List<Row> kept = settle();
        if (kept.isEmpty()) {
            throw new IllegalStateException("no row");
        }
        return kept.get(kept.size() - 1);
    }

    long imputed() {
        return imputed;
    }

    long unusable() {
        return unusable;
    }

    long firstMs() {
        return settle().stream().mapToLong(Row::timestampMs).min().orElse(0);
    }

    long lastMs() {
        return settle().stream().mapToLong(Row::timestampMs).max().orElse(0);
    }

    /** The collected rows, oldest first. At least one record must have been usable. */
    Table table() {
        return columns().table();
    }

    /** The same with what is known of the fields. */
    WindowColumns columns() {
        Object newest = newest().kept();
        return cells.columns(rows.stream().map(Row::kept).toList(), newest);
    }

    /** Notes why a record could not be decoded. */
    void undecodable(String reason) {
        undecodable = undecodable == null ? reason : undecodable;
    }

    /** Why the first such record could not be decoded; null where there was none. */
    @Nullable
    String undecodable() {
        return undecodable;
    }

    /**
     * When the rows of {@link #table} were, and whose they are. Null where no record has a key, and of a sample: single records
     * have no past.
     */
    @Nullable
    Timeline timeline() {
        if (draws != null || keys.isEmpty()) {
            return null;
        }
        settle();
        long[] times = rows.stream().mapToLong(Row::timestampMs).toArray();
        int[] key = new int[times.length];
        int own = keys.size();
        for (int i = 0; i < key.length; i++) {
            key[i] = rows.get(i).key() == NO_KEY ? own++ : rows.get(i).key();
        }
        return new Timeline(times, key, true);
    }

    private record Row(long timestampMs, Source source, Object kept, int key, String type) {}
}
