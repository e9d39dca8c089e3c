package io.lacuna.app.audit;

import io.lacuna.app.audit.AuditFinding.Kind;
import io.lacuna.app.progress.CountedOutcomes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Ledger of one input partition. */
final class PartitionLedger {
    private final TopicPartition partition;
    private final AuditFindings findings;
    private final TreeMap<Long, Fate> fates = new TreeMap<>();
    private final Map<String, Long> lastByOutput = new HashMap<>();

    private final boolean repeatable;
    private final boolean latents;
    private final PassedOffsets passed = new PassedOffsets();

    /** What instances counted, each with its address. */
    private final Map<CountedOutcomes, String> counted = new LinkedHashMap<>();

    private long committed = Long.MAX_VALUE;
    private long begin;
    private long outcomesFrom;
    private boolean compacted;

    PartitionLedger(TopicPartition partition, AuditFindings findings, boolean repeatable, boolean latents) {
        this.latents = latents;
        this.partition = partition;
        this.findings = findings;
        this.repeatable = repeatable;
    }

    void committed(long offset) {
        committed = offset;
    }

    void begins(long begin, long outcomesFrom, boolean compacted) {
        this.begin = begin;
        this.outcomesFrom = outcomesFrom;
        this.compacted = compacted;
    }

    void counted(CountedOutcomes span, String instance) {
        counted.put(span, instance);
    }

    void passed(long offset) {
        passed.add(offset);
    }

    void input(long offset) {
        fate(offset).input = true;
    }

    void imputed(long offset, int outputPartition, long generation, long digest) {
        outcome(offset, "imputed topic's partition " + outputPartition, Outcome.IMPUTED, generation, digest);
    }

    void deadLetter(long offset, int outputPartition, long digest) {
        outcome(offset, "dead-letter topic's partition " + outputPartition, Outcome.DEAD_LETTER, 0, digest);
    }

    void passedOn(long offset, int outputPartition) {
        outcome(offset, "imputed topic's partition " + outputPartition, Outcome.PASSED_ON, 0, 0);
    }

    private void outcome(long offset, String output, Outcome outcome, long generation, long digest) {
        Fate fate = fate(offset);
        if (fate.outcome == Outcome.NONE) {
            order(output, offset);
            fate.outcome = outcome;
            fate.generation = generation;
            fate.digest = digest;
        } else if (!repeatable || fate.outcome != outcome) {
            find(Kind.DOUBLED, offset, "both " + fate.outcome.word + " and " + outcome.word);
        } else {
            repeated(fate, offset, fate.generation == generation && fate.digest != digest);
        }
    }

    void latent(long offset, int outputPartition, long generation, long digest) {
        String output = "latents topic's partition " + outputPartition;
        Fate fate = fate(offset);
        if (!fate.latent) {
            order(output, offset);
            fate.latent = true;
            fate.latentGeneration = generation;
            fate.latentDigest = digest;
        } else if (!repeatable) {
            find(Kind.DOUBLED, offset, "two latent codes");
        } else {
            repeated(fate, offset, fate.latentGeneration == generation && fate.latentDigest != digest);
        }
    }

    private void repeated(Fate fate, long offset, boolean changed) {
        fate.repeats++;
        if (changed) {
            find(Kind.DOUBLED, offset, "written again by the same generation, with other bytes");
        }
    }

    /** Adds the findings that need all entries: losses, orphans, broken pairs. */
    void close(AuditFindings all, AuditReport.Counts counts) {
        fates.forEach((offset, fate) -> {
            counts.add(fate);
            if (!fate.input) {
                all.add(new AuditFinding(
                        Kind.ORPHAN, place(offset), "an outcome of a record that the input does not have"));
            } else if (fate.outcome == Outcome.NONE) {
                String standing =
                        offset >= committed ? "; the stream has not reached it, its offset is " + committed : "";
                all.add(new AuditFinding(Kind.LOST, place(offset), "in the input and in no output" + standing));
            } else if (offset >= committed) {
                all.add(new AuditFinding(Kind.AHEAD, place(offset), "its group has committed up to " + committed));
            }
            String unpaired = latents ? fate.unpaired() : "";
            if (!unpaired.isEmpty()) {
                all.add(new AuditFinding(Kind.UNPAIRED, place(offset), unpaired));
            }
        });
        counted.forEach((span, instance) -> compare(span, instance, all, counts));
        for (PassedOffsets.Range gap : passed.gaps(outcomesFrom, begin)) {
            // Each transaction of a producer of the input leaves one offset without a record.
            if (compacted || gap.offsets() == 1) {
                counts.addWithoutRecord(gap.offsets());
            } else {
                counts.addGone(new AuditReport.DeletedRange(partition, gap.from(), gap.to()));
                all.add(new AuditFinding(
                        Kind.GONE,
                        place(gap.from()),
                        gap.offsets() + " offsets up to " + (gap.to() - 1)
                                + " were deleted from the input and have no outcome; this is no loss only if they were records of"
                                + " an aborted transaction"));
            }
        }
    }

    /** Records that retention has deleted cannot be told apart, so a range that has some is not compared. */
    private void compare(CountedOutcomes span, String instance, AuditFindings all, AuditReport.Counts counts) {
        if (span.from() < begin) {
            return;
        }
        long imputed = 0;
        long passedOn = 0;
        long dead = 0;
        for (Fate fate : fates.subMap(span.from(), span.to()).values()) {
            imputed += fate.outcome == Outcome.IMPUTED ? 1 : 0;
            passedOn += fate.outcome == Outcome.PASSED_ON ? 1 : 0;
            dead += fate.outcome == Outcome.DEAD_LETTER ? 1 : 0;
        }
        counts.addCounted(imputed + passedOn + dead);
        if (imputed != span.imputed() || passedOn != span.passedOn() || dead != span.deadLetters()) {
            all.add(new AuditFinding(
                    Kind.MISCOUNTED,
                    place(span.from()),
                    instance + " counted up to " + (span.to() - 1) + ": "
                            + words(span.imputed(), span.deadLetters(), span.passedOn()) + "; the topics have "
                            + words(imputed, dead, passedOn)));
        }
    }

    private static String words(long imputed, long dead, long passedOn) {
        return imputed + " imputed, " + dead + " dead letters, " + passedOn + " passed on";
    }

    long generation(long offset) {
        Fate known = fates.get(offset);
        return known == null || known.outcome != Outcome.IMPUTED ? -1 : known.generation;
    }

    boolean isPassedOn(long offset) {
        Fate known = fates.get(offset);
        return known != null && known.outcome == Outcome.PASSED_ON;
    }

    private Fate fate(long offset) {
        return fates.computeIfAbsent(offset, unseen -> new Fate());
    }

    private void order(String output, long offset) {
        long last = lastByOutput.getOrDefault(output, -1L);
        if (offset < last) {
            find(Kind.DISORDERED, offset, "comes after " + place(last) + " in the " + output);
        }
        lastByOutput.put(output, Math.max(last, offset));
    }

    private void find(Kind kind, long offset, String detail) {
        findings.add(new AuditFinding(kind, place(offset), detail));
    }

    private Place place(long offset) {
        return new Place(partition.topic(), partition.partition(), offset);
    }

    /** Outcome of a record. */
    enum Outcome {
        NONE("nothing"),
        IMPUTED("imputed"),
        DEAD_LETTER("a dead letter"),
        PASSED_ON("passed on");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }
    }

    /** Outcome and latent code of one input record. */
    static final class Fate {
        boolean input;
        Outcome outcome = Outcome.NONE;
        boolean latent;
        long generation;
        long latentGeneration;
        long digest;
        long latentDigest;
        int repeats;

        private String unpaired() {
            boolean imputed = outcome == Outcome.IMPUTED;
            if (imputed && !latent) {
                return "an imputation without a latent code";
            }
            if (latent && !imputed) {
                return "a latent code without an imputation";
            }
            return latent && repeats == 0 && generation != latentGeneration
                    ? "imputed by generation " + generation + ", its latent code by " + latentGeneration
                    : "";
        }
    }
}
