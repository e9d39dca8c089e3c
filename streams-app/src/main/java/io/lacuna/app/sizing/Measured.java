package io.lacuna.app.sizing;

/**
 * Figures that do not depend on the preset. Each names the command that printed it, or says that it is computed. The machine is
 * a shared virtual one with two cores (AMD EPYC, Zen 5, Java 17).
 */
final class Measured {
    /**
     * Megabytes a second that one broker writes. {@code ./lacuna-bench pipeline 12}: the pass-through copied 549,722 records of
     * 73 bytes a second through a broker that shared two cores with producers, stream and consumer.
     */
    static final double BROKER_MEGABYTES = 40;

    /** Time of a record with the past of its key, relative to that without. {@code ./lacuna-bench context-pipeline}: 1 / 0.8. */
    static final double WITH_PAST = 1.25;

    /** Bytes of a record in a batch beside its value, with a key of 16 bytes; computed from Kafka's format. */
    static final double RECORD_BYTES = 28;

    /**
     * Records of a changelog that a thread restores in a second, at least. {@code ./lacuna-bench pipeline 12}: the last value from
     * RocksDB takes that many records a second, each with a read, a write, its changelog and its output; to restore is to
     * read the changelog and write.
     */
    static final double RESTORED_PER_SECOND = 171_499;

    /** Records of a changelog for each key: compaction runs when half of them are superseded; computed from Kafka's default. */
    static final double CHANGELOG_PER_STATE = 2;

    /** Disk of RocksDB for each byte of state: its compaction, as Kafka Streams sets it, may need twice the bytes. */
    static final double DISK_PER_STATE = 2;

    /** Memory of RocksDB for a partition: a block cache of 50 MB and three write buffers of 16 MB, Kafka Streams' defaults. */
    static final double ROCKSDB_BYTES_PER_PARTITION = 98e6;

    /** Heap of a key in memory beside the bytes of its memory: a map's entry and three objects; computed from their layout. */
    static final double OBJECT_BYTES = 140;

    /** Heap of a stream without keys. {@code ./lacuna-bench soak} ran with it for ten minutes, 61 MiB of it live at most. */
    static final double HEAP_BYTES = 256L << 20;

    /** Share of a container's memory that the image gives to the heap. */
    static final double HEAP_SHARE = 0.7;

    /** Seconds until the partitions of a dead instance have a new owner: the session timeout and the median of the fault tests. */
    static final double TAKEOVER_SECONDS = 12;

    private Measured() {}

    /** Bytes of a record of optional doubles: 5 for the schema's id, 1 for each field, 8 for each value; computed from Avro's format. */
    static double bytesIn(Workload workload) {
        return 5 + workload.features() + 8 * workload.observedCells();
    }

    /** Bytes of a key's memory after many records; computed from its format, and compared with it by a test. */
    static double stateBytes(Workload workload) {
        double values = 17 + 16 * workload.missing();
        double slowMeans = 5 * 3;
        return 38 + workload.features() * (values + slowMeans);
    }
}
