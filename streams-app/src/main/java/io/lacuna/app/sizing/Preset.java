package io.lacuna.app.sizing;

import io.lacuna.app.sizing.Workload.Patterns;
import java.util.Locale;

/**
 * What is computed and written for a record, with its measured cost. {@code ./lacuna-bench pipeline 12} printed the time on a
 * stream thread, {@code ./lacuna-bench record-path 12,57} how it grows with features and patterns, and the bytes: those of notes
 * by field and of sparse codes, the default in Avro.
 */
public enum Preset {
    /** The default model: intervals and latent codes. */
    DEFAULT(20.4, new Path(14.21, 94.07, 26.40, 144.47), new Bytes(34, 13, 1, 123)),
    /** {@code preset=fast}: the same outputs from a smaller model. */
    FAST(13.0, new Path(7.60, 44.44, 12.89, 106.18), new Bytes(34, 13, 1, 117)),
    /** {@code preset=throughput}; values and flags alone, without latent codes. */
    VALUES(6.0, new Path(3.02, 26.94, 7.86, 82.17), new Bytes(30, 0, 1, 0));

    static final int FEW_FEATURES = 12;
    static final int MANY_FEATURES = 57;

    private final double threadMicros;
    private final Path path;
    private final Bytes bytes;

    /** Microseconds of a record from bytes to bytes, without Kafka, with 12 and 57 features, in 64 patterns and each in its own. */
    private record Path(double few12, double few57, double many12, double many57) {
        /** Between the measured widths, and beyond, a power of the width. */
        double at(int features, Patterns patterns) {
            double from = patterns == Patterns.FEW ? few12 : many12;
            double to = patterns == Patterns.FEW ? few57 : many57;
            double power = Math.log(to / from) / Math.log((double) MANY_FEATURES / FEW_FEATURES);
            return from * Math.pow((double) features / FEW_FEATURES, power);
        }
    }

    /** Bytes of a note without its cells, of each filled cell, of each field, and of a latent code. */
    private record Bytes(double note, double cell, double field, double latent) {}

    Preset(double threadMicros, Path path, Bytes bytes) {
        this.threadMicros = threadMicros;
        this.path = path;
        this.bytes = bytes;
    }

    /** Microseconds of a record on a stream thread, without the past of its key: Kafka's part stays, the rest grows. */
    double micros(int features, Patterns patterns) {
        return threadMicros - path.few12() + path.at(features, patterns);
    }

    /** Bytes of a filled record with its note. */
    double bytesImputed(int features, double filled) {
        return 5 + (9 + bytes.field()) * features + bytes.note() + bytes.cell() * filled;
    }

    /** Bytes of a record's latent code; 0 if it is not written. */
    double bytesLatent() {
        return bytes.latent();
    }

    /** Bytes that are written for a record, with what Kafka adds. */
    double bytesOut(Workload workload) {
        return bytesImputed(workload.features(), workload.filledCells())
                + Measured.RECORD_BYTES
                + (bytesLatent() == 0 ? 0 : bytesLatent() + Measured.RECORD_BYTES);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
