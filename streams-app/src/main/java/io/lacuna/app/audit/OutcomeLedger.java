package io.lacuna.app.audit;

import io.lacuna.app.progress.CountedOutcomes;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Compares the input of a pipeline with its output, record by record, and reports every difference. Entries may come in
 * any order, except that the outcomes of one topic partition must come in the order of that partition. Uses about 100
 * bytes per input record. Not safe to share between threads.
 */
public final class OutcomeLedger {
    private final Map<TopicPartition, PartitionLedger> partitions =
            new TreeMap<>(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));
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

    /** Adds a record of an input topic. */
    public void input(Place place) {
        ledger(place).input(place.offset());
    }

    /**
     * Adds a record of the imputed topic.
     *
     * @param source the input record
     * @param outputPartition partition of the imputed record itself
     * @param generation the generation it names
     * @param digest digest of its bytes
     */
    public void imputed(Place source, int outputPartition, long generation, long digest) {
        ledger(source).imputed(source.offset(), outputPartition, generation, digest);
    }

    /** Adds a record of the dead-letter topic. */
    public void deadLetter(Place source, int outputPartition, long digest) {
        ledger(source).deadLetter(source.offset(), outputPartition, digest);
    }

    /** Adds a tombstone of the imputed topic, which has nothing to fill and no latent code. */
    public void passedOn(Place source, int outputPartition) {
        ledger(source).passedOn(source.offset(), outputPartition);
    }

    /** The generation that imputed a record; -1 if it was not imputed. */
    public long generation(Place place) {
        return ledger(place).generation(place.offset());
    }

    /** Whether a record was passed on as it is: a tombstone, or a record of another type. */
    boolean isPassedOn(Place place) {
        return ledger(place).isPassedOn(place.offset());
    }

    /** Adds a record of the latents topic. */
    public void latent(Place source, int outputPartition, long generation, long digest) {
        ledger(source).latent(source.offset(), outputPartition, generation, digest);
    }

    /**
     * Sets the present beginning of an input partition.
     *
     * @param begin first offset that retention has not deleted
     * @param outcomesFrom first input offset from which on retention has deleted no outcome; 0 if it has deleted none
     * @param compacted whether compaction may have deleted records between others
     */
    public void begins(TopicPartition partition, long begin, long outcomesFrom, boolean compacted) {
        ledger(partition).begins(begin, outcomesFrom, compacted);
    }

    /** An outcome refers to an input record that retention has deleted. */
    public void passed(Place place) {
        ledger(place).passed(place.offset());
    }

    /** The stream's group has committed all records of the partition below this offset. */
    public void committed(TopicPartition partition, long offset) {
        ledger(partition).committed(offset);
    }

    /** What an instance of the stream counted. */
    public void counted(CountedOutcomes counted, String instance) {
        ledger(new TopicPartition(counted.topic(), counted.partition())).counted(counted, instance);
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

    private PartitionLedger ledger(Place place) {
        return ledger(place.topicPartition());
    }

    private PartitionLedger ledger(TopicPartition partition) {
        return partitions.computeIfAbsent(
                partition, unseen -> new PartitionLedger(partition, findings, repeatable, latents));
    }
}
