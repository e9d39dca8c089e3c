package io.lacuna.app.config;

import io.lacuna.inference.InferenceMethod;
import io.lacuna.training.FitSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;

/**
 * What the trainer does: the {@code trainer.*} keys.
 *
 * @param schedule when a refit starts
 * @param window what it learns from
 * @param fit how it fits
 * @param contest how challenger and champion are scored, and who wins
 * @param promotion what becomes of a challenger that wins
 * @param trialRecords records scored by both after which a trial ends
 * @param drift when the live scores count as drifted
 * @param watchRecords newest input records that are compared with what the serving generation was fitted on; 0 for none
 */
public record TrainerSettings(
        Schedule schedule,
        Window window,
        Fit fit,
        Contest contest,
        Promotion promotion,
        int trialRecords,
        Drift drift,
        int watchRecords) {

    static TrainerSettings of(AbstractConfig values) {
        return new TrainerSettings(
                new Schedule(
                        values.getLong(LacunaConfig.TRAINER_INTERVAL_MS),
                        values.getLong(LacunaConfig.TRAINER_NEW_RECORDS)),
                window(values),
                new Fit(fit(values), values.getBoolean(LacunaConfig.TRAINER_WARM_START)),
                new Contest(
                        values.getDouble(LacunaConfig.TRAINER_HELDOUT_SHARE),
                        values.getDouble(LacunaConfig.TRAINER_MASK_RATE),
                        values.getDouble(LacunaConfig.TRAINER_PROMOTION_MIN_GAIN),
                        values.getDouble(LacunaConfig.TRAINER_PROMOTION_MIN_Z)),
                Choice.of(Promotion.class, values.getString(LacunaConfig.TRAINER_PROMOTION)),
                values.getInt(LacunaConfig.TRAINER_TRIAL_RECORDS),
                new Drift(
                        values.getInt(LacunaConfig.TRAINER_DRIFT_RECORDS),
                        values.getDouble(LacunaConfig.TRAINER_DRIFT_MIN_RISE),
                        values.getDouble(LacunaConfig.TRAINER_DRIFT_MIN_Z)),
                values.getInt(LacunaConfig.TRAINER_WATCH_RECORDS));
    }

    private static Window window(AbstractConfig values) {
        String files = values.getString(LacunaConfig.TRAINER_FILES);
        return new Window(
                files.isEmpty() ? Optional.empty() : Optional.of(Path.of(files)),
                values.getInt(LacunaConfig.TRAINER_WINDOW_RECORDS),
                Choice.of(WindowSample.class, values.getString(LacunaConfig.TRAINER_WINDOW_SAMPLE)),
                values.getLong(LacunaConfig.TRAINER_SEED),
                values.getLong(LacunaConfig.TRAINER_WINDOW_MS),
                values.getInt(LacunaConfig.TRAINER_MIN_RECORDS));
    }

    private static FitSettings fit(AbstractConfig values) {
        String methods = values.getString(LacunaConfig.TRAINER_METHOD);
        Map<String, String> options = new TreeMap<>();
        for (String option : values.getList(LacunaConfig.TRAINER_OPTIONS)) {
            String[] parts = option.split("=", 2);
            if (parts.length < 2) {
                throw new ConfigException(LacunaConfig.TRAINER_OPTIONS, option, "must be NAME=VALUE");
            }
            options.put(parts[0].trim(), parts[1].trim());
        }
        return new FitSettings(
                methods.isEmpty() ? List.of(InferenceMethod.DEFAULT) : InferenceMethod.listOf(methods),
                values.getLong(LacunaConfig.TRAINER_SEED),
                Duration.ofMillis(values.getLong(LacunaConfig.TRAINER_BUDGET_MS)),
                Math.min(2, Runtime.getRuntime().availableProcessors()),
                options);
    }

    /**
     * When a refit starts.
     *
     * @param intervalMs time between refits
     * @param newRecords number of new input records that start one before that; 0 for none
     */
    public record Schedule(long intervalMs, long newRecords) {}

    /**
     * What a refit learns from.
     *
     * @param files folder of Avro files to read instead of topics
     * @param records most records
     * @param sample which ones, where there are more
     * @param seed of the sample
     * @param ageMs age of the oldest record; 0 sets no bound
     * @param fewest records worth a refit
     */
    public record Window(Optional<Path> files, int records, WindowSample sample, long seed, long ageMs, int fewest) {}

    /**
     * How a refit fits.
     *
     * @param settings of the fit
     * @param warmStart whether it begins at the serving generation, where the method can
     */
    public record Fit(FitSettings settings, boolean warmStart) {}

    /**
     * How challenger and champion are scored, and who wins.
     *
     * @param heldOutShare share of the window that is not learnt from
     * @param maskRate share of the held-out part's observed cells that is hidden
     * @param minGain share of the champion's error by which the challenger's must be lower
     * @param minZ how many of its own standard errors the mean gain must be above zero
     */
    public record Contest(double heldOutShare, double maskRate, double minGain, double minZ) {}

    /**
     * When the live scores count as drifted.
     *
     * @param records in each of the two windows that are compared; 0 for no comparison
     * @param minRise by how much of itself the error must have risen
     * @param minZ how many of its own standard errors the rise must be above zero
     */
    public record Drift(int records, double minRise, double minZ) {}
}
