package io.lacuna.app.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an audit saw and what it holds against the pipeline.
 *
 * @param input input records
 * @param imputed input records with an imputation
 * @param deadLetters input records with a dead letter
 * @param passedOn tombstones passed on
 * @param latents input records with a latent code
 * @param repeats outcomes and latent codes written once more, under at-least-once
 * @param aborted latent codes in transactions that were aborted: work that a failure took back
 * @param recomputed imputed records that were filled again to compare
 * @param byGeneration imputed records by the generation that served them
 * @param totals number of findings by kind; kinds with none are absent
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
        long recomputed,
        SortedMap<Long, Long> byGeneration,
        Map<AuditFinding.Kind, Long> totals,
        List<AuditFinding> findings) {

    /** Whether nothing is held against the pipeline. */
    public boolean clean() {
        return totals.isEmpty();
    }

    /** Number of findings of that kind. */
    public long total(AuditFinding.Kind kind) {
        return totals.getOrDefault(kind, 0L);
    }

    /** The report for a console: what was counted, then what is wrong. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(input + " records in = " + imputed + " imputed + " + deadLetters + " dead letters"
                + (passedOn > 0 ? " + " + passedOn + " tombstones passed on" : ""));
        lines.add("latent codes: " + latents + "; filled by generation: " + byGeneration + "; filled again to compare: "
                + recomputed);
        if (repeats > 0 || aborted > 0) {
            lines.add("taken back by failures: " + aborted + " latent codes in aborted transactions; written again: "
                    + repeats);
        }
        for (Map.Entry<AuditFinding.Kind, Long> total : new TreeMap<>(totals).entrySet()) {
            lines.add(total.getKey().word() + ": " + total.getValue());
            findings.stream()
                    .filter(finding -> finding.kind() == total.getKey())
                    .forEach(finding -> lines.add("  " + finding));
        }
        return lines;
    }

    /** Sums up fates. */
    static final class Counts {
        private long input;
        private long imputed;
        private long dead;
        private long passed;
        private long latents;
        private long repeats;
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

        AuditReport report(AuditFindings findings, long recomputed, long aborted) {
            return new AuditReport(
                    input,
                    imputed,
                    dead,
                    passed,
                    latents,
                    repeats,
                    aborted,
                    recomputed,
                    byGeneration,
                    Map.copyOf(findings.counts()),
                    List.copyOf(findings.kept()));
        }
    }
}
