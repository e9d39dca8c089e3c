package io.lacuna.demo;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The options of the demo. Immutable.
 *
 * @param csv a table whose rows are sent instead of simulated sensor records; null for the sensors
 * @param hidden share of the table's observed cells that are hidden and scored
 * @param records number of simulated records
 * @param rate records per second
 * @param port of health, metrics and status; 0 for any free port
 * @param seed of the sensors, of the hidden cells, and of the fits
 * @param method to fit with; empty for the default
 * @param budget how long a fit may take
 * @param keep whether everything keeps running after the verdict
 * @param report file for a report of the verdict; null for none
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
        boolean keep,
        @Nullable Path report) {}
