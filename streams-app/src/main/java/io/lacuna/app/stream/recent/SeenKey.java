package io.lacuna.app.stream.recent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The newest records of one key, oldest first. Safe to share between threads. */
final class SeenKey {
    private final Deque<SeenRecord> records = new ArrayDeque<>();
    private volatile long newest;

    /** Adds a record; one that comes again after an aborted transaction takes the place of the earlier copy. */
    synchronized void add(SeenRecord record, int most) {
        Iterator<SeenRecord> latest = records.descendingIterator();
        while (latest.hasNext()) {
            SeenRecord last = latest.next();
            if (!last.isBeside(record) || last.offset() < record.offset()) {
                break;
            }
            latest.remove();
        }
        records.addLast(record);
        while (records.size() > most) {
            records.removeFirst();
        }
        newest = record.number();
    }

    /** The records with a higher number. */
    synchronized List<SeenRecord> after(long number) {
        List<SeenRecord> found = new ArrayList<>();
        for (SeenRecord record : records) {
            if (record.number() > number) {
                found.add(record);
            }
        }
        return found;
    }

    /** The last observed value of a feature of this model; NaN if there is none. */
    synchronized double last(SeenRecord of, int feature) {
        Iterator<SeenRecord> latest = records.descendingIterator();
        while (latest.hasNext()) {
            SeenRecord earlier = latest.next();
            if (earlier.features() != of.features() && !earlier.features().equals(of.features())) {
                return Double.NaN;
            }
            if (!(earlier.isBeside(of) && earlier.offset() >= of.offset()) && !Double.isNaN(earlier.cells()[feature])) {
                return earlier.cells()[feature];
            }
        }
        return Double.NaN;
    }

    /** The number of its newest record. */
    long newest() {
        return newest;
    }
}
