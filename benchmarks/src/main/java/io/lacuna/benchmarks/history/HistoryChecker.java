package io.lacuna.benchmarks.history;

import io.lacuna.benchmarks.history.Anomaly.Kind;
import io.lacuna.benchmarks.history.Trace.Reads;
import io.lacuna.benchmarks.history.Write.Fate;
import io.lacuna.benchmarks.history.Write.Role;
import io.lacuna.benchmarks.history.Write.TransactionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Finds the anomalies of a history. Works on what was written and read alone, and keeps all of it in memory. */
final class HistoryChecker {
    private final History history;
    private final List<Anomaly> anomalies = new ArrayList<>();

    /** By input partition and offset. */
    private final Map<Integer, Map<Long, Outcome>> outcomes = new HashMap<>();

    private HistoryChecker(History history) {
        this.history = history;
    }

    static List<Anomaly> anomalies(History history) {
        HistoryChecker checker = new HistoryChecker(history);
        checker.transactions();
        checker.writes();
        checker.sources();
        checker.history.traces().forEach(checker::trace);
        return checker.anomalies;
    }

    /** What was committed for one input record. */
    private static final class Outcome {
        private @Nullable Write record;
        private @Nullable Write latent;
        private boolean doubled;
    }

    private void found(Kind kind, String words) {
        anomalies.add(new Anomaly(kind, words));
    }

    /** A transaction ends in the same way in all logs. */
    private void transactions() {
        Map<TransactionId, Fate> ends = new HashMap<>();
        history.logs().forEach((log, writes) -> {
            for (Write write : writes) {
                Fate before = ends.putIfAbsent(write.transaction(), write.fate());
                if (write.fate() == Fate.OPEN && before == null) {
                    found(Kind.OPEN, log + "@" + write.offset() + " is in " + write.transaction());
                } else if (before != null && before != write.fate()) {
                    found(
                            Kind.FRACTURED,
                            write.transaction() + " is " + write.fate() + " at " + log + "@" + write.offset() + " and "
                                    + before + " elsewhere");
                }
            }
        });
    }

    private void writes() {
        history.logs().forEach((log, writes) -> {
            Map<Integer, Write> lastBySource = new HashMap<>();
            for (Write write : writes) {
                if (!write.isCommitted()) {
                    continue;
                }
                Write last = lastBySource.put(write.sourcePartition(), write);
                if (last != null && write.sourceOffset() < last.sourceOffset()) {
                    found(
                            Kind.ORDER_INVERTED,
                            source(write) + " comes after " + source(last) + " at " + log + "@" + write.offset());
                }
                outcome(log, write);
            }
        });
    }

    private void outcome(TopicPartition log, Write write) {
        Outcome outcome = outcomes.computeIfAbsent(write.sourcePartition(), first -> new HashMap<>())
                .computeIfAbsent(write.sourceOffset(), first -> new Outcome());
        boolean isLatent = write.role() == Role.LATENT;
        Write before = isLatent ? outcome.latent : outcome.record;
        if (before != null) {
            outcome.doubled = true;
            found(
                    Kind.DUPLICATE,
                    source(write) + " has a second " + write.role() + " at " + log + "@" + write.offset());
        } else if (isLatent) {
            outcome.latent = write;
        } else {
            outcome.record = write;
        }
        boolean names = isLatent || write.role() == Role.IMPUTED;
        if (names && !history.published().contains(write.generation())) {
            found(Kind.WRONG_GENERATION, source(write) + " names generation " + write.generation());
        }
    }

    private static String source(Write write) {
        return "record " + write.sourcePartition() + "@" + write.sourceOffset();
    }

    private void sources() {
        history.input().forEach((partition, offsets) -> {
            long committed = history.committed().getOrDefault(partition, 0L);
            Map<Long, Outcome> known = outcomes.getOrDefault(partition, Map.of());
            BitSet skipped = history.skipped().getOrDefault(partition, new BitSet());
            for (long offset : offsets) {
                Outcome outcome = known.get(offset);
                boolean isSkipped = skipped.get(Math.toIntExact(offset));
                if (outcome == null || outcome.record == null) {
                    if (offset < committed && !isSkipped) {
                        found(Kind.LOST, "record " + partition + "@" + offset + ", passed by the group");
                    }
                } else if (isSkipped) {
                    found(Kind.FALSE_REPORT, "record " + partition + "@" + offset + " has an outcome");
                } else if (offset >= committed) {
                    found(Kind.AHEAD, "record " + partition + "@" + offset + ", the group is at " + committed);
                }
            }
        });
        outcomes.forEach((partition, known) -> known.forEach((offset, outcome) -> {
            long[] offsets = history.input().getOrDefault(partition, new long[0]);
            if (Arrays.binarySearch(offsets, offset) < 0) {
                found(Kind.ORPHAN, "record " + partition + "@" + offset + " is not in the input");
            }
            if (!outcome.doubled) {
                pair("record " + partition + "@" + offset, outcome);
            }
        }));
    }

    /** An imputed record and its latent code are one transaction's work. */
    private void pair(String source, Outcome outcome) {
        Write record = outcome.record;
        Write latent = outcome.latent;
        boolean needsLatent = record != null && record.role() == Role.IMPUTED;
        if (needsLatent != (latent != null)) {
            found(
                    Kind.FRACTURED,
                    source + (needsLatent ? " has no latent code" : " has a latent code and is not filled"));
        } else if (record != null && latent != null) {
            if (!record.transaction().equals(latent.transaction())) {
                found(
                        Kind.FRACTURED,
                        source + " is of " + record.transaction() + ", its latent code of " + latent.transaction());
            }
            if (record.generation() != latent.generation()) {
                found(
                        Kind.WRONG_GENERATION,
                        source + " names generation " + record.generation() + ", its latent code "
                                + latent.generation());
            }
        }
    }

    private void trace(Trace trace) {
        history.logs().forEach((log, writes) -> trace(trace, log, writes));
    }

    private void trace(Trace trace, TopicPartition log, List<Write> writes) {
        Reads reads = trace.of(log);
        Map<Long, Write> byOffset = new HashMap<>();
        writes.forEach(write -> byOffset.put(write.offset(), write));
        long last = -1;
        for (int i = 0; i < reads.size(); i++) {
            long offset = reads.offset(i);
            String where = trace.consumer() + " at " + log + "@" + offset;
            if (offset <= last) {
                found(Kind.NON_MONOTONIC_READ, where + " after " + last);
            }
            last = Math.max(last, offset);
            Write write = byOffset.get(offset);
            if (write == null || write.digest() != reads.digest(i)) {
                found(Kind.PHANTOM_READ, where + (write == null ? "" : ": other bytes than the log's"));
            } else if (trace.committedOnly() && !write.isCommitted()) {
                found(Kind.ABORTED_READ, where + ": " + write.transaction() + " is " + write.fate());
            }
        }
        for (int i = 0; i < reads.size(); i++) {
            byOffset.remove(reads.offset(i));
        }
        byOffset.forEach((offset, write) -> {
            boolean due = write.isCommitted() || !trace.committedOnly();
            if (due && offset < reads.position()) {
                found(Kind.MISSED_READ, trace.consumer() + " at " + log + "@" + offset);
            }
        });
    }
}
