package io.lacuna.app.audit;

import io.lacuna.app.audit.Finding.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The books of one input partition. */
final class PartitionLedger {
    private final int partition;
    private final Findings findings;
    private final TreeMap<Long, Fate> fates = new TreeMap<>();
    private final Map<String, Long> lastByOutput = new HashMap<>();

    PartitionLedger(int partition, Findings findings) {
        this.partition = partition;
        this.findings = findings;
    }

    void input(long offset) {
        fate(offset).input = true;
    }

    void imputed(long offset, int outputPartition, long generation) {
        Fate fate = outcome(offset, "imputed topic's partition " + outputPartition, Outcome.IMPUTED);
        fate.generation = generation;
    }

    void deadLetter(long offset, int outputPartition) {
        outcome(offset, "dead-letter topic's partition " + outputPartition, Outcome.DEAD_LETTER);
    }

    void passedOn(long offset, int outputPartition) {
        outcome(offset, "imputed topic's partition " + outputPartition, Outcome.PASSED_ON);
    }

    private Fate outcome(long offset, String output, Outcome outcome) {
        order(output, offset);
        Fate fate = fate(offset);
        if (fate.outcome != Outcome.NONE) {
            find(Kind.DOUBLED, offset, "both " + fate.outcome.word + " and " + outcome.word);
        } else {
            fate.outcome = outcome;
        }
        return fate;
    }

    void latent(long offset, long generation) {
        Fate fate = fate(offset);
        if (fate.latent) {
            find(Kind.DOUBLED, offset, "two latent codes");
        }
        fate.latent = true;
        fate.latentGeneration = generation;
    }

    /** Adds what only the whole books show: losses, orphans, broken pairs. */
    void close(Findings all, AuditReport.Counts counts) {
        fates.forEach((offset, fate) -> {
            counts.add(fate);
            if (!fate.input) {
                all.add(new Finding(Kind.ORPHAN, partition, offset, "an outcome of a record that is not in the input"));
            } else if (fate.outcome == Outcome.NONE) {
                all.add(new Finding(Kind.LOST, partition, offset, "in the input and in no output"));
            }
            String unpaired = fate.unpaired();
            if (!unpaired.isEmpty()) {
                all.add(new Finding(Kind.UNPAIRED, partition, offset, unpaired));
            }
        });
    }

    private Fate fate(long offset) {
        return fates.computeIfAbsent(offset, unseen -> new Fate());
    }

    private void order(String output, long offset) {
        long last = lastByOutput.getOrDefault(output, -1L);
        if (offset < last) {
            find(Kind.DISORDERED, offset, "stands after " + partition + "@" + last + " in the " + output);
        }
        lastByOutput.put(output, Math.max(last, offset));
    }

    private void find(Kind kind, long offset, String detail) {
        findings.add(new Finding(kind, partition, offset, detail));
    }

    /** What a record can come to. */
    enum Outcome {
        NONE("nothing"),
        IMPUTED("imputed"),
        DEAD_LETTER("a dead letter"),
        PASSED_ON("passed on as a tombstone");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }
    }

    /** What became of one input record. */
    static final class Fate {
        boolean input;
        Outcome outcome = Outcome.NONE;
        boolean latent;
        long generation;
        long latentGeneration;

        private String unpaired() {
            boolean imputed = outcome == Outcome.IMPUTED;
            if (imputed && !latent) {
                return "an imputation without a latent code";
            }
            if (latent && !imputed) {
                return "a latent code without an imputation";
            }
            return latent && generation != latentGeneration
                    ? "imputed by generation " + generation + ", its latent code by " + latentGeneration
                    : "";
        }
    }
}
