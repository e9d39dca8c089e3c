package io.lacuna.app.stream.recent;

import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.FilledRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The newest records of at most {@value #MOST_KEYS} keys: the first that come, and those that viewers ask for. A key that
 * has been silent for long makes room. Safe to share between threads.
 */
public final class RecentRecords {
    /** Keys whose records are kept. */
    public static final int MOST_KEYS = 32;

    /** Of these, the number that are kept free for keys that a viewer asks for. */
    private static final int FOR_VIEWERS = 8;

    private static final int MOST_RECORDS = 120;
    private static final int FEWEST_RECORDS = 20;

    /** Cells of one key: with many features fewer records are kept. */
    private static final int MOST_CELLS = 6_000;

    /** A key without a record among so many makes room for another one. */
    private static final long SILENT_RECORDS = 200_000;

    /** In place of a key where records have none. */
    public static final String NO_KEY = "(no key)";

    private static final int LONGEST_KEY = 120;
    private static final String BINARY = "0x";

    private final Map<String, SeenKey> keys = new ConcurrentHashMap<>();
    private final KeyFilter kept = new KeyFilter();
    private final AtomicLong numbers = new AtomicLong();
    private final MissingCells missing = new MissingCells();
    private final FeatureScores scores = new FeatureScores();

    /**
     * Takes a filled record.
     *
     * @param key bytes of its key; null without one
     * @param observation its cells, NaN = missing; copied if it is kept
     */
    public void took(
            byte @Nullable [] key, long timeMs, ServingGeneration by, double[] observation, FilledRecord filled) {
        long number = numbers.incrementAndGet();
        missing.took(by.model().features(), observation);
        SeenKey seen = seen(key, number);
        if (seen == null) {
            if (!filled.scores().isEmpty()) {
                scores.add(by, filled.scores(), null, null);
            }
            return;
        }
        SeenRecord record = new SeenRecord(
                number,
                filled.note().topic(),
                filled.note().partition(),
                filled.note().offset(),
                timeMs,
                by.number(),
                by.model().features(),
                observation.clone(),
                filled.note());
        if (!filled.scores().isEmpty()) {
            scores.add(by, filled.scores(), seen, record);
        }
        seen.add(record, Math.max(FEWEST_RECORDS, Math.min(MOST_RECORDS, MOST_CELLS / observation.length)));
    }

    private @Nullable SeenKey seen(byte @Nullable [] key, long number) {
        boolean room = keys.size() < MOST_KEYS - FOR_VIEWERS || number % 1_024 == 0;
        if (!room && !kept.mayHold(key)) {
            return null;
        }
        String text = text(key);
        String name = text == null ? NO_KEY : text;
        SeenKey known = keys.get(name);
        if (known != null || !room) {
            return known;
        }
        SeenKey admitted = admit(name, number, MOST_KEYS - FOR_VIEWERS);
        if (admitted != null) {
            kept.add(key);
        }
        return admitted;
    }

    private synchronized @Nullable SeenKey admit(String key, long number, int most) {
        if (keys.size() >= most) {
            keys.values().removeIf(seen -> seen.newest() < number - SILENT_RECORDS);
        }
        return keys.size() >= most ? keys.get(key) : keys.computeIfAbsent(key, first -> new SeenKey());
    }

    /** From now on the records of this key are kept, if there is room. A viewer's key may take the place of one that nobody asked for. */
    public synchronized boolean keep(String key) {
        if (keys.containsKey(key)) {
            return true;
        }
        if (key.length() > LONGEST_KEY) {
            return false;
        }
        if (keys.size() >= MOST_KEYS) {
            keys.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().newest()))
                    .ifPresent(silent -> keys.remove(silent.getKey()));
        }
        if (key.startsWith(BINARY)) {
            kept.addAll(); // Its digits may be a part of the key.
        } else {
            kept.add(key.equals(NO_KEY) ? null : key.getBytes(StandardCharsets.UTF_8));
        }
        keys.put(key, new SeenKey());
        return true;
    }

    /** The kept records of a key with a higher number, oldest first. */
    public List<SeenRecord> of(String key, long after) {
        SeenKey seen = keys.get(key);
        return seen == null ? List.of() : seen.after(after);
    }

    /** The keys whose records are kept, by name. */
    public List<String> keys() {
        return keys.keySet().stream().sorted().toList();
    }

    /** Which cells of the newest records are missing. */
    public MissingCells missing() {
        return missing;
    }

    /** Errors by feature. */
    public FeatureScores scores() {
        return scores;
    }

    /** A record's key as text: UTF-8 where it is that, otherwise hexadecimal digits; null without one. */
    public static @Nullable String text(byte @Nullable [] key) {
        if (key == null || key.length == 0) {
            return null;
        }
        boolean printed = key.length <= LONGEST_KEY;
        int all = 0;
        for (int i = 0; i < key.length && printed; i++) {
            all |= key[i];
            printed = key[i] < 0 || key[i] >= ' ';
        }
        if (printed && all >= 0) {
            return new String(key, StandardCharsets.ISO_8859_1); // ASCII, without a decoder for each record.
        }
        if (printed) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(key))
                        .toString();
            } catch (CharacterCodingException binary) {
                return hexadecimal(key);
            }
        }
        return hexadecimal(key);
    }

    private static String hexadecimal(byte[] key) {
        return BINARY + HexFormat.of().formatHex(key, 0, Math.min(key.length, LONGEST_KEY / 2 - 1));
    }
}
