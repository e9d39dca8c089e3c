package io.lacuna.benchmarks.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.benchmarks.history.Anomaly.Kind;
import io.lacuna.benchmarks.history.Write.Fate;
import io.lacuna.benchmarks.history.Write.Role;
import io.lacuna.benchmarks.history.Write.TransactionId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A sound history of one input partition with ten records, in which one transaction was aborted and its records filled
 * again; then the same with one thing wrong, once for each kind of anomaly.
 */
class HistoryCheckerTest {
    private static final TopicPartition FILLED = new TopicPartition("filled", 0);
    private static final TopicPartition CODES = new TopicPartition("codes", 0);
    private static final TopicPartition DEAD = new TopicPartition("dead", 0);
    private static final int RECORDS = 10;
    private static final int DEAD_RECORD = 4;

    private final long[] input = new long[RECORDS];
    private final BitSet skipped = new BitSet();
    private final Map<Integer, Long> committed = new HashMap<>(Map.of(0, (long) RECORDS));
    private final Set<Long> published = new TreeSet<>(Set.of(1L, 2L));
    private final Map<TopicPartition, List<Write>> logs = new HashMap<>();

    /** What the consumers are given, where that is not what the logs have. */
    private final List<Trace> traces = new ArrayList<>();

    @BeforeEach
    void write() {
        for (TopicPartition log : List.of(FILLED, CODES, DEAD)) {
            logs.put(log, new ArrayList<>());
        }
        for (int i = 0; i < RECORDS; i++) {
            input[i] = i;
        }
        transaction(1, 0, 3, Fate.COMMITTED);
        transaction(2, 3, 6, Fate.ABORTED);
        transaction(3, 3, 6, Fate.COMMITTED);
        transaction(4, 6, RECORDS, Fate.COMMITTED);
    }

    private void transaction(int epoch, int from, int to, Fate fate) {
        TransactionId id = new TransactionId(7, (short) epoch);
        for (int i = from; i < to; i++) {
            if (i == DEAD_RECORD) {
                add(DEAD, Role.DEAD_LETTER, i, 0, id, fate);
            } else {
                add(FILLED, Role.IMPUTED, i, i < 5 ? 1 : 2, id, fate);
                add(CODES, Role.LATENT, i, i < 5 ? 1 : 2, id, fate);
            }
        }
    }

    private void add(TopicPartition log, Role role, int source, int generation, TransactionId id, Fate fate) {
        List<Write> writes = writes(log);
        writes.add(new Write(writes.size(), role, 0, source, generation, 0, 100 + source, id, fate));
    }

    private List<Write> writes(TopicPartition log) {
        return logs.getOrDefault(log, List.of());
    }

    /** A consumer that is given everything that it should be given. */
    private Trace read(boolean committedOnly) {
        Trace trace = new Trace(committedOnly ? "committed" : "uncommitted", committedOnly);
        logs.forEach((log, writes) -> {
            for (Write write : writes) {
                if (!committedOnly || write.isCommitted()) {
                    trace.read(log, write.offset(), write.digest());
                }
            }
            trace.position(log, writes.size());
        });
        return trace;
    }

    private Set<Kind> kinds() {
        if (traces.isEmpty()) {
            traces.add(read(true));
            traces.add(read(false));
        }
        return HistoryChecker.anomalies(
                        new History(Map.of(0, input), Map.of(0, skipped), committed, published, logs, traces))
                .stream()
                .map(Anomaly::kind)
                .collect(Collectors.toSet());
    }

    /** The committed write of a record in a log. */
    private int at(TopicPartition log, int source) {
        List<Write> writes = writes(log);
        for (int i = 0; i < writes.size(); i++) {
            if (writes.get(i).sourceOffset() == source && writes.get(i).isCommitted()) {
                return i;
            }
        }
        throw new IllegalStateException("record " + source + " is not in " + log);
    }

    private void change(TopicPartition log, int at, long source, long generation, TransactionId id, Fate fate) {
        Write old = writes(log).get(at);
        writes(log).set(at, new Write(old.offset(), old.role(), 0, source, generation, 0, old.digest(), id, fate));
    }

    @Test
    void aSoundHistoryHasNoAnomaly() {
        assertThat(kinds()).isEmpty();
    }

    @Test
    void aRecordWithoutAnOutcomeIsLost() {
        writes(DEAD).clear();
        assertThat(kinds()).containsExactly(Kind.LOST);
    }

    @Test
    void aRecordThatOnlyAnAbortedTransactionFilledIsLost() {
        Write old = writes(DEAD).get(at(DEAD, DEAD_RECORD));
        change(DEAD, (int) old.offset(), DEAD_RECORD, 0, new TransactionId(7, (short) 2), Fate.ABORTED);
        assertThat(kinds()).containsExactly(Kind.LOST);
    }

    @Test
    void aRecordThatTheStreamReportedAsSkippedIsNotLost() {
        logs.values().forEach(writes -> writes.removeIf(write -> write.sourceOffset() == DEAD_RECORD));
        skipped.set(DEAD_RECORD);
        assertThat(kinds()).isEmpty();
    }

    @Test
    void aSkippedRecordThatHasAnOutcomeWasReportedFalsely() {
        skipped.set(DEAD_RECORD);
        assertThat(kinds()).containsExactly(Kind.FALSE_REPORT);
    }

    @Test
    void aRecordThatTheGroupHasNotReachedIsNotLost() {
        committed.put(0, (long) DEAD_RECORD);
        logs.values().forEach(writes -> writes.removeIf(write -> write.sourceOffset() >= DEAD_RECORD));
        assertThat(kinds()).isEmpty();
    }

    @Test
    void aRecordWithTwoOutcomesIsADuplicate() {
        add(DEAD, Role.DEAD_LETTER, RECORDS - 1, 0, new TransactionId(7, (short) 5), Fate.COMMITTED);
        assertThat(kinds()).containsExactly(Kind.DUPLICATE);
    }

    @Test
    void anOutcomeOfNoRecordIsAnOrphan() {
        add(DEAD, Role.DEAD_LETTER, RECORDS + 5, 0, new TransactionId(7, (short) 5), Fate.COMMITTED);
        assertThat(kinds()).containsExactly(Kind.ORPHAN);
    }

    @Test
    void anOutcomeWithoutItsOffsetIsAhead() {
        committed.put(0, RECORDS - 1L);
        assertThat(kinds()).containsExactly(Kind.AHEAD);
    }

    @Test
    void outcomesOfAKeyInAnotherOrderThanItsRecordsAreInverted() {
        TransactionId id = new TransactionId(7, (short) 4);
        int first = at(FILLED, 7);
        int second = at(FILLED, 8);
        change(FILLED, first, 8, 2, id, Fate.COMMITTED);
        change(FILLED, second, 7, 2, id, Fate.COMMITTED);
        assertThat(kinds()).containsExactly(Kind.ORDER_INVERTED);
    }

    @Test
    void aGenerationThatWasNeverPublishedIsWrong() {
        published.remove(2L);
        assertThat(kinds()).containsExactly(Kind.WRONG_GENERATION);
    }

    @Test
    void aLatentCodeOfAnotherGenerationIsWrong() {
        change(CODES, at(CODES, 7), 7, 1, new TransactionId(7, (short) 4), Fate.COMMITTED);
        assertThat(kinds()).containsExactly(Kind.WRONG_GENERATION);
    }

    @Test
    void aTransactionCommittedInOneLogAndAbortedInAnotherIsFractured() {
        int at = at(CODES, 5);
        change(CODES, at, 5, 2, new TransactionId(7, (short) 3), Fate.ABORTED);
        assertThat(kinds()).containsExactly(Kind.FRACTURED);
    }

    @Test
    void aLatentCodeOfAnotherTransactionIsFractured() {
        change(CODES, at(CODES, 7), 7, 2, new TransactionId(8, (short) 0), Fate.COMMITTED);
        assertThat(kinds()).containsExactly(Kind.FRACTURED);
    }

    @Test
    void aTransactionWithoutAnEndIsOpen() {
        add(DEAD, Role.DEAD_LETTER, RECORDS + 1, 0, new TransactionId(7, (short) 5), Fate.OPEN);
        assertThat(kinds()).containsExactly(Kind.OPEN);
    }

    @Test
    void aConsumerGivenARecordOfAnAbortedTransactionReadsItAborted() {
        Trace all = read(false);
        Trace given = new Trace("committed", true);
        logs.keySet().forEach(log -> {
            for (int i = 0; i < all.of(log).size(); i++) {
                given.read(log, all.of(log).offset(i), all.of(log).digest(i));
            }
        });
        traces.add(given);
        assertThat(kinds()).containsExactly(Kind.ABORTED_READ);
    }

    @Test
    void aConsumerPassedOverMissesARead() {
        Trace given = read(true);
        given.position(FILLED, writes(FILLED).size() + 1L);
        add(FILLED, Role.IMPUTED, RECORDS, 2, new TransactionId(7, (short) 5), Fate.COMMITTED);
        add(CODES, Role.LATENT, RECORDS, 2, new TransactionId(7, (short) 5), Fate.COMMITTED);
        traces.add(given);
        // The input does not have that record, so it is an orphan too.
        assertThat(kinds()).containsExactlyInAnyOrder(Kind.MISSED_READ, Kind.ORPHAN);
    }

    @Test
    void aConsumerThatStoppedEarlierMissesNothing() {
        Trace given = new Trace("committed", true);
        given.read(FILLED, 0, 100);
        given.position(FILLED, 1);
        traces.add(given);
        assertThat(kinds()).isEmpty();
    }

    @Test
    void aConsumerGivenARecordTwiceReadsNotMonotonically() {
        Trace given = read(true);
        given.read(FILLED, 0, 100);
        traces.add(given);
        assertThat(kinds()).containsExactly(Kind.NON_MONOTONIC_READ);
    }

    @Test
    void aConsumerGivenOtherBytesReadsAPhantom() {
        Trace given = new Trace("uncommitted", false);
        given.read(FILLED, 0, 999);
        traces.add(given);
        assertThat(kinds()).containsExactly(Kind.PHANTOM_READ);
    }
}
