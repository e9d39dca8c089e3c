package io.lacuna.app.sizing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a workload needs, calculated from measured figures. Immutable.
 *
 * @param workload what it is for
 * @param micros time of a record on a stream thread, in microseconds
 * @param threads stream threads, each at most as busy as the workload allows
 * @param instances processes with that many threads
 * @param partitions of the input topic and of each output
 * @param bytesIn bytes of a record in the input topic
 * @param bytesOut bytes that are written for it to all other topics
 * @param brokers that write all of it, replicas included
 * @param stateBytes bytes of the memories of all keys
 * @param inMemory whether an instance keeps its part in memory, rather than in RocksDB
 * @param memoryBytes memory of an instance's container
 * @param diskBytes of an instance for RocksDB; 0 if the state is in memory
 * @param restoreSeconds until a new instance without a disk has its part of the state
 */
public record Sizing(
        Workload workload,
        double micros,
        int threads,
        int instances,
        int partitions,
        double bytesIn,
        double bytesOut,
        int brokers,
        double stateBytes,
        boolean inMemory,
        double memoryBytes,
        double diskBytes,
        double restoreSeconds) {
    private static final double MICROS = 1e6;
    private static final double MEGA = 1e6;

    /** A larger part of the keys' state is kept in RocksDB: larger heaps are collected for longer. */
    private static final double MOST_STATE_IN_HEAP = 4L << 30;

    /** Partitions for each thread that is needed, so that the stream can grow without new partitions. */
    private static final int PARTITIONS_PER_THREAD = 2;

    private static final double MEMORY_STEP = 256L << 20;

    /** What saturates first when the rate grows. */
    public enum First {
        THREADS("stream threads"),
        BROKERS("brokers");

        private final String words;

        First(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public static Sizing of(Workload workload) {
        boolean keyed = workload.keys() > 0;
        double micros =
                workload.preset().micros(workload.features(), workload.patterns()) * (keyed ? Measured.WITH_PAST : 1);
        int threads = up(workload.rate() * micros / MICROS / workload.busy());
        int instances = up((double) threads / workload.threads());
        int partitions = Math.max(instances * workload.threads(), threads * PARTITIONS_PER_THREAD);
        double in = Measured.bytesIn(workload) + Measured.RECORD_BYTES;
        double changelog = keyed ? Measured.stateBytes(workload) + Measured.RECORD_BYTES : 0;
        double out = workload.preset().bytesOut(workload) + changelog;
        double written = workload.rate() * (in + out) * workload.replicas() / MEGA;
        int brokers = Math.max(workload.replicas(), up(written / workload.brokerMegabytes() / workload.busy()));

        double state = workload.keys() * Measured.stateBytes(workload);
        double part = state / instances;
        double heap = part + (double) workload.keys() / instances * Measured.OBJECT_BYTES;
        boolean inMemory = heap <= MOST_STATE_IN_HEAP;
        double memory = inMemory
                ? (Measured.HEAP_BYTES + heap) / Measured.HEAP_SHARE
                : Measured.HEAP_BYTES / Measured.HEAP_SHARE
                        + up((double) partitions / instances) * Measured.ROCKSDB_BYTES_PER_PARTITION;
        return new Sizing(
                workload,
                micros,
                threads,
                instances,
                partitions,
                in,
                out,
                brokers,
                state,
                inMemory,
                up(memory / MEMORY_STEP) * MEMORY_STEP,
                inMemory ? 0 : part * Measured.DISK_PER_STATE,
                (double) workload.keys()
                        / instances
                        * Measured.CHANGELOG_PER_STATE
                        / (workload.threads() * Measured.RESTORED_PER_SECOND));
    }

    private static int up(double value) {
        return Math.max(1, (int) Math.ceil(value - 1e-9));
    }

    /** Cores that the stream threads keep busy. */
    public double cores() {
        return workload.rate() * micros / MICROS;
    }

    /** Share of their time that the threads work. */
    public double threadShare() {
        return cores() / ((double) instances * workload.threads());
    }

    /** Megabytes a second that are written, with replicas. */
    public double megabytes() {
        return workload.rate() * (bytesIn + bytesOut) * workload.replicas() / MEGA;
    }

    /** Share of what the brokers can write. */
    public double brokerShare() {
        return megabytes() / (brokers * workload.brokerMegabytes());
    }

    /** Gigabytes a day on the brokers' disks, with replicas and without the changelog, which is compacted. */
    public double gigabytesPerDay() {
        double kept = bytesIn + workload.preset().bytesOut(workload);
        return workload.rate() * kept * workload.replicas() * 86_400 / 1e9;
    }

    /** What is saturated first, with these threads and brokers, when the rate grows. */
    public First first() {
        return threadShare() >= brokerShare() ? First.THREADS : First.BROKERS;
    }

    /** The rate at which that happens. */
    public double mostRate() {
        return workload.rate() / Math.max(threadShare(), brokerShare());
    }

    /**
     * Seconds from the death of an instance until the others have filled the records that waited; infinite if there are no
     * others, or if they have no time to spare.
     */
    public double deathSeconds() {
        double waits = Measured.TAKEOVER_SECONDS + restoreSeconds / Math.max(1, instances - 1);
        double others = (instances - 1.0) * workload.threads() * MICROS / micros;
        double spare = others - workload.rate();
        return spare <= 0 ? Double.POSITIVE_INFINITY : waits + waits * workload.rate() / instances / spare;
    }

    /**
     * What it takes to fill an archive of the same records while live ones arrive.
     *
     * @param days of the archive
     * @param hours in which it is to be filled
     */
    public Backfill backfill(double days, double hours) {
        double records = workload.rate() * 86_400 * days;
        double rate = records / (hours * 3_600) + workload.rate();
        int busy = up(rate * micros / MICROS);
        double written = rate * (bytesIn + bytesOut) * workload.replicas() / MEGA;
        return new Backfill(
                records,
                hours,
                rate,
                Math.max(partitions, busy),
                up((double) busy / workload.threads()),
                Math.max(workload.replicas(), up(written / workload.brokerMegabytes())));
    }

    /**
     * Filling of an archive. Nothing is left for pauses.
     *
     * @param records in it
     * @param hours until the stream is live
     * @param rate records per second, those that arrive meanwhile included
     * @param partitions so many threads are busy
     * @param instances with these threads
     * @param brokers that write all of it
     */
    public record Backfill(double records, double hours, double rate, int partitions, int instances, int brokers) {}

    /** All figures by name. */
    public Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("rate", workload.rate());
        figures.put("keys", workload.keys());
        figures.put("features", workload.features());
        figures.put("preset", workload.preset().toString());
        figures.put("microsPerRecord", micros);
        figures.put("cores", cores());
        figures.put("threads", threads);
        figures.put("instances", instances);
        figures.put("partitions", partitions);
        figures.put("bytesIn", bytesIn);
        figures.put("bytesOut", bytesOut);
        figures.put("megabytesPerSecond", megabytes());
        figures.put("brokers", brokers);
        figures.put("gigabytesPerDay", gigabytesPerDay());
        figures.put("stateBytes", stateBytes);
        figures.put("contextStore", store());
        figures.put("memoryBytesPerInstance", memoryBytes);
        figures.put("diskBytesPerInstance", diskBytes);
        figures.put("restoreSeconds", restoreSeconds);
        figures.put("deathSeconds", Double.isFinite(deathSeconds()) ? deathSeconds() : null);
        figures.put("saturatesFirst", first().toString());
        figures.put("mostRate", mostRate());
        return figures;
    }

    /** The value of {@code context.store}. */
    public String store() {
        return workload.keys() == 0 ? "none" : inMemory ? "memory" : "rocksdb";
    }
}
