package io.lacuna.app.audit;

import java.util.Map;
import java.util.TreeMap;

/**
 * Holds what went into a pipeline against what came out, record by record, and tells every difference. Entries may come
 * in any order, save that the outcomes of one topic partition come in the order in which they stand there. About 100
 * bytes an input record. Not safe to share between threads.
 */
public final class OutcomeLedger {
    private final Map<Integer, PartitionLedger> partitions = new TreeMap<>();
    private final AuditFindings findings = new AuditFindings();
    private final boolean repeatable;
    private long recomputed;
    private long aborted;

    /** Books of a pipeline that writes everything exactly once. */
    public OutcomeLedger() {
        this(false);
    }

    /**
     * Books of a pipeline.
     *
     * @param repeatable whether a failure may have had records done again: then repeats by the same generation must be
     *     identical, and order is that of the first of each
     */
    public OutcomeLedger(boolean repeatable) {
        this.repeatable = repeatable;
    }

    /** A record stands in the input topic. */
    public void input(int partition, long offset) {
        ledger(partition).input(offset);
    }

    /**
     * A record stands in the imputed topic.
     *
     * @param partition of the input record it names as its source
     * @param offset of the input record it names as its source
     * @param outputPartition the partition it stands in itself
     * @param generation the generation it names
     * @param digest of its bytes
     */
    public void imputed(int partition, long offset, int outputPartition, long generation, long digest) {
        ledger(partition).imputed(offset, outputPartition, generation, digest);
    }

    /** A record stands in the dead-letter topic. */
    public void deadLetter(int partition, long offset, int outputPartition, long digest) {
        ledger(partition).deadLetter(offset, outputPartition, digest);
    }

    /** A tombstone was passed on to the imputed topic, in which there is nothing to fill and nothing to code. */
    public void passedOn(int partition, long offset, int outputPartition) {
        ledger(partition).passedOn(offset, outputPartition);
    }

    /** A code stands in the latents topic. */
    public void latent(int partition, long offset, int outputPartition, long generation, long digest) {
        ledger(partition).latent(offset, outputPartition, generation, digest);
    }

    /** The stream's group has committed all records of the partition below that offset. */
    public void committed(int partition, long offset) {
        ledger(partition).committed(offset);
    }

    /** So many latent codes stand in aborted transactions. */
    public void aborted(long records) {
        aborted = records;
    }

    /** So many records were filled again to compare. */
    public void recomputed(long records) {
        recomputed = records;
    }

    /** Something found by looking at more than places. */
    public void find(AuditFinding finding) {
        findings.add(finding);
    }

    /** Closes the books over everything entered so far; no tail is exempt. */
    public AuditReport report() {
        AuditFindings all = findings.copy();
        AuditReport.Counts counts = new AuditReport.Counts();
        partitions.values().forEach(partition -> partition.close(all, counts));
        return counts.report(all, recomputed, aborted);
    }

    private PartitionLedger ledger(int partition) {
        return partitions.computeIfAbsent(partition, number -> new PartitionLedger(number, findings, repeatable));
    }
}
