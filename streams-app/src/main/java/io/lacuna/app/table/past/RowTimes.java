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
import java.util.stream.IntStream;

/**
 * Time and key of each row of a file. Immutable by convention.
 *
 * @param times times by row
 * @param keys key numbers by row; {@link #NO_PAST} for a row without a time or key, which has no past
 * @param ofCalendar whether times are milliseconds since 1970
 * @param unread number of rows whose time cannot be read
 * @param example such a time with its position; empty where there is none
 */
public record RowTimes(long[] times, int[] keys, boolean ofCalendar, long unread, String example) {
    public static final int NO_PAST = -1;

    private static final String BETWEEN_PARTS = "\u0001";

    /** Numbers of keys by name, shared by files whose rows belong together, and the number of rows of each key. */
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
     * @param choice a choice other than none
     * @param keys keys of the files read before; those of this file are added
     * @throws TableException if a column does not exist, or no cell of the time column can be read
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
                            + Wording.some(header.names()) + "; --context none fills each row without earlier rows");
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
            throw new TableException(file + ": column '" + choice.time() + "' has no readable time"
                    + (example.isEmpty() ? "" : ", such as " + example)
                    + "; write 2026-11-29 18:00:00, or seconds since 1970; --context rows uses the order of the table");
        }
        return new RowTimes(times, keys, dates == read, unread, example);
    }

    /** The timeline; each row without a past has its own key. */
    public Timeline timeline() {
        int next = 0;
        for (int key : keys) {
            next = Math.max(next, key + 1);
        }
        return timeline(next);
    }

    /** The timeline of one of several files whose keys are known; each row without a past has its own key. */
    public Timeline timeline(Keys known) {
        return timeline(known.size());
    }

    private Timeline timeline(int firstOwn) {
        int[] own = keys.clone();
        int next = firstOwn;
        for (int i = 0; i < own.length; i++) {
            own[i] = own[i] == NO_PAST ? next++ : own[i];
        }
        return new Timeline(times, own, ofCalendar);
    }

    /** The rows that have a past and, if rows are ordered by time, are earlier than the first of another file. */
    public int[] before(RowTimes other, boolean byTime) {
        long first = other.first();
        return IntStream.range(0, keys.length)
                .filter(i -> keys[i] != NO_PAST && (!byTime || times[i] < first))
                .toArray();
    }

    public long withoutPast() {
        long count = 0;
        for (int key : keys) {
            count += key == NO_PAST ? 1 : 0;
        }
        return count;
    }

    /** Notes that a user should read, one line each. */
    public List<String> notes(Path file) {
        List<String> notes = new ArrayList<>();
        if (withoutPast() > 0) {
            notes.add(file + ": " + withoutPast() + " rows have no time or no key and are filled without earlier rows"
                    + (unread == 0 ? "" : "; " + unread + " have an unreadable time, such as " + example));
        }
        return notes;
    }

    /** Whether the rows of each key are in the order of their times. */
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

    /** The smallest time of rows with a past. */
    long first() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < keys.length; i++) {
            least = keys[i] == NO_PAST ? least : Math.min(least, times[i]);
        }
        return least;
    }
}
