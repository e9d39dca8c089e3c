package io.lacuna.demo;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a user may choose of the demo.
 *
 * @param csv a table whose rows are fed instead of the made-up sensors; null for those
 * @param hidden share of the table's observed cells that is hidden, to be scored
 * @param records number of made-up records
 * @param rate records a second
 * @param port of health, metrics and status; 0 takes a free one
 * @param seed of the sensors, of what is hidden, and of the fits
 * @param method to fit with; empty takes the default
 * @param budget how long a fit may take
 * @param keep whether everything stays up after the verdict
 */
public record DemoOptions(
        @Nullable Path csv,
        double hidden,
        long records,
        double rate,
        int port,
        long seed,
        String method,
        Duration budget,
        boolean keep) {}
