package io.lacuna.app.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Result of an audit: what it counted and what it found.
 *
 * @param input input records
 * @param imputed input records with an imputation
 * @param deadLetters input records with a dead letter
 * @param passedOn number of tombstones and records of other types passed on
 * @param latents input records with a latent code
 * @param repeats outcomes and latent codes written again, under at-least-once
 * @param aborted latent codes in aborted transactions
 * @param withoutRecord offsets below the first input record that never had a record: transaction markers, or compacted
 * @param gone offsets without an outcome whose records were deleted from the input, a range for each finding of that kind
 * @param recomputed imputed records that were filled again and compared
 * @param unknownPast imputed records of the sample that could not be filled again, because their key's past begins before
 *     the first input record that is left, or because {@code generation.keep} has deleted their model
 * @param counted outcomes that instances counted and that were compared with the topics
 * @param byGeneration number of imputed records by generation
 * @param totals number of findings by kind; kinds without findings are absent
 * @param findings the first findings of each kind
 */
public record AuditReport(
        long input,
        long imputed,
        long deadLetters,
        long passedOn,
        long latents,
        long repeats,
        long aborted,
        long withoutRecord,
        List<DeletedRange> gone,
        long recomputed,
        long unknownPast,
        long counted,
        SortedMap<Long, Long> byGeneration,
        Map<AuditFinding.Kind, Long> totals,
        List<AuditFinding> findings) {

    /**
     * A range of offsets of an input partition.
     *
     * @param from the first one
     * @param to the offset after the last one
     */
    public record DeletedRange(TopicPartition partition, long from, long to) {
        /** Number of offsets. */
        public long offsets() {
            return to - from;
        }
    }

    /** Whether there is no finding. */
    public boolean clean() {
        return totals.isEmpty();
    }

    /** Number of findings of a kind. */
    public long total(AuditFinding.Kind kind) {
        return totals.getOrDefault(kind, 0L);
    }

    /** The report for a console: the counts, then the findings. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(input + " records in = " + imputed + " imputed + " + deadLetters + " dead letters"
                + (passedOn > 0 ? " + " + passedOn + " passed on (tombstones, other record types)" : ""));
        lines.add((latents > 0 || imputed == 0 ? "latent codes: " + latents + "; " : "") + "filled by generation: "
                + byGeneration + "; filled again and compared: " + recomputed);
        if (unknownPast > 0) {
            lines.add("not compared, because the past of their key or the model of their generation is gone: "
                    + unknownPast);
        }
        if (counted > 0) {
            lines.add("outcomes counted by instances and compared: " + counted);
        }
        if (repeats > 0 || aborted > 0) {
            lines.add("aborted by failures: " + aborted + " latent codes in aborted transactions; written again: "
                    + repeats);
        }
        if (withoutRecord > 0) {
            lines.add("below the input's first record: " + withoutRecord
                    + " offsets without a record or an outcome: transaction markers, or compacted");
        }
        if (!gone.isEmpty()) {
            lines.add("deleted from the input before they were filled: "
                    + gone.stream().mapToLong(DeletedRange::offsets).sum() + " offsets in " + gone.size() + " ranges");
        }
        for (Map.Entry<AuditFinding.Kind, Long> total : new TreeMap<>(totals).entrySet()) {
            lines.add(total.getKey().word() + ": " + total.getValue());
            findings.stream()
                    .filter(finding -> finding.kind() == total.getKey())
                    .forEach(finding -> lines.add("  " + finding));
        }
        if (total(AuditFinding.Kind.DIFFERENT) > 0) {
            lines.add(
                    "were they filled with another configuration, or by another build? verify computes with the keys it is given:"
                            + " impute.*, inference.*, context.*, enrich.*, imputed.* and latents.* must be those of the stream");
        }
        return lines;
    }

    /** Counts the outcomes of records. */
    static final class Counts {
        private long input;
        private long imputed;
        private long dead;
        private long passed;
        private long latents;
        private long repeats;
        private long withoutRecord;
        private long counted;
        private final List<DeletedRange> gone = new ArrayList<>();
        private final SortedMap<Long, Long> byGeneration = new TreeMap<>();

        void add(PartitionLedger.Fate fate) {
            input += fate.input ? 1 : 0;
            boolean filled = fate.outcome == PartitionLedger.Outcome.IMPUTED;
            imputed += filled ? 1 : 0;
            dead += fate.outcome == PartitionLedger.Outcome.DEAD_LETTER ? 1 : 0;
            passed += fate.outcome == PartitionLedger.Outcome.PASSED_ON ? 1 : 0;
            latents += fate.latent ? 1 : 0;
            repeats += fate.repeats;
            if (filled) {
                byGeneration.merge(fate.generation, 1L, Long::sum);
            }
        }

        void addCounted(long outcomes) {
            counted += outcomes;
        }

        void addWithoutRecord(long offsets) {
            withoutRecord += offsets;
        }

        void addGone(DeletedRange range) {
            gone.add(range);
        }

        AuditReport report(AuditFindings findings, long recomputed, long unknownPast, long aborted) {
            return new AuditReport(
                    input,
                    imputed,
                    dead,
                    passed,
                    latents,
                    repeats,
                    aborted,
                    withoutRecord,
                    List.copyOf(gone),
                    recomputed,
                    unknownPast,
                    counted,
                    byGeneration,
                    Map.copyOf(findings.counts()),
                    List.copyOf(findings.kept()));
        }
    }
}
