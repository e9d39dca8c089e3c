package io.lacuna.app.sizing;

/**
 * What a stream has to carry, and on what.
 *
 * @param rate records per second at the busiest time
 * @param keys keys that are remembered; 0 if the model fills without the past of a key
 * @param features numbers of a record
 * @param missing share of them that is missing
 * @param preset what is computed and written for a record
 * @param patterns whether few patterns of missing cells return, or nearly each record has its own
 * @param replicas replication factor of the topics
 * @param threads stream threads of an instance, a core each
 * @param busy share of a core, and of a broker, that the planned load may take
 * @param brokerMegabytes a second that one broker writes, replicas included
 */
public record Workload(
        double rate,
        long keys,
        int features,
        double missing,
        Preset preset,
        Patterns patterns,
        int replicas,
        int threads,
        double busy,
        double brokerMegabytes) {

    /** Patterns of missing cells: what is computed for a pattern is kept while few of them return. */
    public enum Patterns {
        /** A few hundred return. */
        FEW,
        /** Nearly each record has its own. */
        MANY
    }

    /** @throws IllegalArgumentException naming the value that is out of range */
    public Workload {
        require(rate > 0 && rate <= 1e9, "rate must lie above 0 and at most at 1e9 records per second");
        require(keys >= 0, "keys must not be negative");
        require(features >= 1 && features <= 10_000, "features must lie between 1 and 10000");
        require(missing >= 0 && missing <= 1, "missing must lie between 0 and 1");
        require(replicas >= 1 && replicas <= 10, "replicas must lie between 1 and 10");
        require(threads >= 1 && threads <= 1_000, "threads must lie between 1 and 1000");
        require(busy > 0 && busy <= 1, "busy must lie above 0 and at most at 1");
        require(brokerMegabytes > 0, "broker-mb must be above 0");
    }

    /** With the defaults of {@code lacuna size}. */
    public Workload(double rate, long keys) {
        this(rate, keys, 12, 0.5, Preset.DEFAULT, Patterns.FEW, 3, 4, 0.6, Measured.BROKER_MEGABYTES);
    }

    Workload withPreset(Preset other) {
        return new Workload(rate, keys, features, missing, other, patterns, replicas, threads, busy, brokerMegabytes);
    }

    Workload withFeatures(int other) {
        return new Workload(rate, keys, other, missing, preset, patterns, replicas, threads, busy, brokerMegabytes);
    }

    double observedCells() {
        return features * (1 - missing);
    }

    double filledCells() {
        return features * missing;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
