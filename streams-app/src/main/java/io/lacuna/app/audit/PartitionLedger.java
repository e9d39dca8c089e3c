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
        order("imputed topic's partition " + outputPartition, offset);
        Fate fate = fate(offset);
        if (fate.dead) {
            find(Kind.DOUBLED, offset, "both imputed and a dead letter");
        } else if (fate.imputed) {
            find(Kind.DOUBLED, offset, "imputed twice, by generations " + fate.generation + " and " + generation);
        }
        fate.imputed = true;
        fate.generation = generation;
    }

    void deadLetter(long offset, int outputPartition) {
        order("dead-letter topic's partition " + outputPartition, offset);
        Fate fate = fate(offset);
        if (fate.imputed) {
            find(Kind.DOUBLED, offset, "both imputed and a dead letter");
        } else if (fate.dead) {
            find(Kind.DOUBLED, offset, "a dead letter twice");
        }
        fate.dead = true;
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
            String wrong = fate.input ? "" : "an outcome of a record that is not in the input";
            if (!wrong.isEmpty()) {
                all.add(new Finding(Kind.ORPHAN, partition, offset, wrong));
            } else if (!fate.imputed && !fate.dead) {
                all.add(new Finding(Kind.LOST, partition, offset, "neither imputed nor a dead letter"));
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

    /** What became of one input record. */
    static final class Fate {
        boolean input;
        boolean imputed;
        boolean dead;
        boolean latent;
        long generation;
        long latentGeneration;

        private String unpaired() {
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
