package io.lacuna.app.audit;

import java.util.Map;
import java.util.TreeMap;

/**
 * Compares the input of a pipeline with its output, record by record, and reports every difference. Entries may come in
 * any order, except that the outcomes of one topic partition must come in the order of that partition. Uses about 100
 * bytes per input record. Not safe to share between threads.
 */
public final class OutcomeLedger {
    private final Map<Integer, PartitionLedger> partitions = new TreeMap<>();
    private final AuditFindings findings = new AuditFindings();
    private final boolean repeatable;
    private final boolean latents;
    private long recomputed;
    private long aborted;
    private long unknownPast;

    /** Creates a ledger for a pipeline that writes everything exactly once. */
    public OutcomeLedger() {
        this(false, true);
    }

    /**
     * Creates a ledger.
     *
     * @param repeatable whether records may be processed again after a failure: then repeats by the same generation
     *     must be identical, and order is that of the first outcome of each record
     */
    public OutcomeLedger(boolean repeatable) {
        this(repeatable, true);
    }

    /**
     * Creates a ledger.
     *
     * @param repeatable as above
     * @param latents whether each imputed record has a latent code in a topic
     */
    public OutcomeLedger(boolean repeatable, boolean latents) {
        this.repeatable = repeatable;
        this.latents = latents;
    }

    /** Adds a record of the input topic. */
    public void input(int partition, long offset) {
        ledger(partition).input(offset);
    }

    /**
     * Adds a record of the imputed topic.
     *
     * @param partition partition of its source, the input record
     * @param offset offset of its source, the input record
     * @param outputPartition partition of the imputed record itself
     * @param generation the generation it names
     * @param digest digest of its bytes
     */
    public void imputed(int partition, long offset, int outputPartition, long generation, long digest) {
        ledger(partition).imputed(offset, outputPartition, generation, digest);
    }

    /** Adds a record of the dead-letter topic. */
    public void deadLetter(int partition, long offset, int outputPartition, long digest) {
        ledger(partition).deadLetter(offset, outputPartition, digest);
    }

    /** Adds a tombstone of the imputed topic, which has nothing to fill and no latent code. */
    public void passedOn(int partition, long offset, int outputPartition) {
        ledger(partition).passedOn(offset, outputPartition);
    }

    /** The generation that imputed a record; -1 if it was not imputed. */
    public long generation(int partition, long offset) {
        return ledger(partition).generation(offset);
    }

    /** Adds a record of the latents topic. */
    public void latent(int partition, long offset, int outputPartition, long generation, long digest) {
        ledger(partition).latent(offset, outputPartition, generation, digest);
    }

    /**
     * Sets the present beginning of an input partition.
     *
     * @param begin first offset that retention has not deleted
     * @param outcomesFrom first input offset from which on retention has deleted no outcome; 0 if it has deleted none
     * @param compacted whether compaction may have deleted records between others
     */
    public void begins(int partition, long begin, long outcomesFrom, boolean compacted) {
        ledger(partition).begins(begin, outcomesFrom, compacted);
    }

    /** An outcome refers to an input record that retention has deleted. */
    public void passed(int partition, long offset) {
        ledger(partition).passed(offset);
    }

    /** The stream's group has committed all records of the partition below this offset. */
    public void committed(int partition, long offset) {
        ledger(partition).committed(offset);
    }

    /** Adds latent codes in aborted transactions. */
    public void aborted(long records) {
        aborted = records;
    }

    /** Adds records that were filled again and compared. */
    public void recomputed(long records) {
        recomputed = records;
    }

    /** Sets how many sampled records could not be filled again, because their past begins before the first input record. */
    public void unknownPast(long records) {
        unknownPast = records;
    }

    /** Adds a finding from a check outside the ledger. */
    public void find(AuditFinding finding) {
        findings.add(finding);
    }

    /** Compares everything entered so far and reports; records at the end of the input are not exempt. */
    public AuditReport report() {
        AuditFindings all = findings.copy();
        AuditReport.Counts counts = new AuditReport.Counts();
        partitions.values().forEach(partition -> partition.close(all, counts));
        return counts.report(all, recomputed, unknownPast, aborted);
    }

    private PartitionLedger ledger(int partition) {
        return partitions.computeIfAbsent(
                partition, number -> new PartitionLedger(number, findings, repeatable, latents));
    }
}
