package io.lacuna.app.table.past;

import io.lacuna.app.table.column.MissingMarkers;
import io.lacuna.app.table.column.Wording;
import io.lacuna.app.table.csv.CsvFormat;
import io.lacuna.app.table.csv.CsvHeader;
import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.internal.context.Timeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * When each row of a file was, and whose it is. Immutable by convention.
 *
 * @param times by row
 * @param keys numbers of the rows' keys; {@link #NO_PAST} of a row whose time or key is missing, which has no past
 * @param ofCalendar whether times are milliseconds since 1970
 * @param unread rows whose time is there but tells none
 * @param example such a time with its place; empty where there is none
 */
public record RowTimes(long[] times, int[] keys, boolean ofCalendar, long unread, String example) {
    public static final int NO_PAST = -1;

    private static final String BETWEEN_PARTS = "\u0001";

    /** The numbers of keys by name, shared by files whose rows belong together, and how many rows each has had. */
    public static final class Keys {
        private final Map<String, Integer> numbers = new HashMap<>();
        private final Map<Integer, Long> rows = new HashMap<>();

        int number(String name) {
            return numbers.computeIfAbsent(name, unseen -> numbers.size());
        }

        long next(int key) {
            return rows.merge(key, 1L, Long::sum) - 1;
        }

        public int size() {
            return numbers.size();
        }
    }

    /**
     * Reads a file's rows.
     *
     * @param choice not none
     * @param keys of files read before; those of this one are added
     * @throws TableException where a column is not there, or no cell of the column of times tells one
     */
    public static RowTimes read(Path file, CsvFormat format, ContextChoice choice, Keys keys) throws TableException {
        List<String> texts = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        boolean byTime = choice.order() == ContextChoice.Order.TIME;
        try (CsvReader reader = CsvReader.open(file, format)) {
            CsvHeader header = CsvHeader.read(reader);
            int[] keyColumns = choice.keys().stream()
                    .mapToInt(name -> header.names().indexOf(name))
                    .toArray();
            for (String column : choice.columns()) {
                if (!header.names().contains(column)) {
                    throw new TableException(file + ": no column is named '" + column + "', which is the "
                            + (column.equals(choice.time()) ? "time" : "key") + "; the columns are "
                            + Wording.some(header.names()) + "; --context none fills each row by itself");
                }
            }
            int timeColumn = header.names().indexOf(choice.time());
            while (reader.next()) {
                header.check(reader);
                numbers.add(key(reader, keyColumns, keys));
                texts.add(byTime ? reader.text(timeColumn) : "");
            }
        }
        return byTime ? byTime(file, choice, texts, numbers) : byRows(numbers, keys);
    }

    private static int key(CsvReader reader, int[] columns, Keys keys) {
        StringBuilder name = new StringBuilder();
        boolean any = columns.length == 0;
        for (int column : columns) {
            String part = reader.text(column).strip();
            boolean missing = part.isEmpty() || MissingMarkers.isAlwaysMissing(part);
            any |= !missing;
            name.append(missing ? "" : part).append(BETWEEN_PARTS);
        }
        return any ? keys.number(name.toString()) : NO_PAST;
    }

    private static RowTimes byRows(List<Integer> numbers, Keys keys) {
        long[] times = new long[numbers.size()];
        int[] key = numbers.stream().mapToInt(Integer::intValue).toArray();
        for (int i = 0; i < times.length; i++) {
            times[i] = key[i] == NO_PAST ? 0 : keys.next(key[i]);
        }
        return new RowTimes(times, key, false, 0, "");
    }

    private static RowTimes byTime(Path file, ContextChoice choice, List<String> texts, List<Integer> numbers)
            throws TableException {
        TimeText form = TimeText.of(texts);
        long[] times = new long[texts.size()];
        int[] keys = new int[times.length];
        long unread = 0;
        long read = 0;
        long dates = 0;
        String example = "";
        for (int i = 0; i < times.length; i++) {
            OptionalLong time = form.parse(texts.get(i));
            times[i] = time.orElse(0);
            keys[i] = time.isPresent() ? numbers.get(i) : NO_PAST;
            read += time.isPresent() ? 1 : 0;
            dates += form.isOfCalendar(texts.get(i)) ? 1 : 0;
            if (time.isEmpty() && !texts.get(i).isBlank()) {
                unread++;
                example = example.isEmpty() ? "'" + Wording.clipped(texts.get(i)) + "' in row " + (i + 1) : example;
            }
        }
        if (read == 0) {
            throw new TableException(file + ": column '" + choice.time() + "' tells no time"
                    + (example.isEmpty() ? "" : ", as " + example)
                    + "; write 2026-11-29 18:00:00, or seconds since 1970; --context rows takes the table's order");
        }
        return new RowTimes(times, keys, dates == read, unread, example);
    }

    /** Rows without a past are keys of their own. */
    public Timeline timeline() {
        int[] own = keys.clone();
        int next = 0;
        for (int key : keys) {
            next = Math.max(next, key + 1);
        }
        for (int i = 0; i < own.length; i++) {
            own[i] = own[i] == NO_PAST ? next++ : own[i];
        }
        return new Timeline(times, own, ofCalendar);
    }

    public long withoutPast() {
        long count = 0;
        for (int key : keys) {
            count += key == NO_PAST ? 1 : 0;
        }
        return count;
    }

    /** What a careful user should know, a line each. */
    public List<String> notes(Path file) {
        List<String> notes = new ArrayList<>();
        if (withoutPast() > 0) {
            notes.add(file + ": " + withoutPast() + " rows have no time or no key and are filled by themselves"
                    + (unread == 0 ? "" : "; " + unread + " tell no time, as " + example));
        }
        return notes;
    }

    /** Whether each key's rows stand in the order of their times. */
    boolean isInOrder() {
        Map<Integer, Long> last = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != NO_PAST) {
                Long before = last.put(keys[i], times[i]);
                if (before != null && before > times[i]) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The least time of rows with a past. */
    long first() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < keys.length; i++) {
            least = keys[i] == NO_PAST ? least : Math.min(least, times[i]);
        }
        return least;
    }
}
