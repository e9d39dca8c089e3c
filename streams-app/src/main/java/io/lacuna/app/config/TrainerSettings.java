package io.lacuna.app.config;

import io.lacuna.app.config.choice.Choice;
import io.lacuna.app.config.choice.Promotion;
import io.lacuna.app.config.choice.WindowSample;
import io.lacuna.inference.ClosedFormMethod;
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
 * Settings of the trainer: the {@code trainer.*} keys.
 *
 * @param schedule when a refit starts
 * @param window records that it learns from
 * @param fit settings of the fit
 * @param contest how challenger and champion are scored, and which one wins
 * @param promotion action on a challenger that wins
 * @param trialRecords number of records scored by both after which a trial ends
 * @param drift when the live scores count as drifted
 * @param watchRecords number of newest input records that are compared with the training records of the serving
 *     generation; 0 for none
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
                        values.getLong(TrainerKeys.TRAINER_INTERVAL_MS),
                        values.getLong(TrainerKeys.TRAINER_NEW_RECORDS)),
                window(values),
                new Fit(fit(values), values.getBoolean(TrainerKeys.TRAINER_WARM_START)),
                new Contest(
                        values.getDouble(TrainerKeys.TRAINER_HELDOUT_SHARE),
                        values.getDouble(TrainerKeys.TRAINER_MASK_RATE),
                        values.getDouble(TrainerKeys.TRAINER_PROMOTION_MIN_GAIN),
                        values.getDouble(TrainerKeys.TRAINER_PROMOTION_MIN_Z)),
                Choice.of(Promotion.class, values.getString(TrainerKeys.TRAINER_PROMOTION)),
                values.getInt(TrainerKeys.TRAINER_TRIAL_RECORDS),
                new Drift(
                        values.getInt(TrainerKeys.TRAINER_DRIFT_RECORDS),
                        values.getDouble(TrainerKeys.TRAINER_DRIFT_MIN_RISE),
                        values.getDouble(TrainerKeys.TRAINER_DRIFT_MIN_Z)),
                values.getInt(TrainerKeys.TRAINER_WATCH_RECORDS));
    }

    private static Window window(AbstractConfig values) {
        String files = values.getString(TrainerKeys.TRAINER_FILES);
        return new Window(
                files.isEmpty() ? Optional.empty() : Optional.of(Path.of(files)),
                values.getInt(TrainerKeys.TRAINER_WINDOW_RECORDS),
                Choice.of(WindowSample.class, values.getString(TrainerKeys.TRAINER_WINDOW_SAMPLE)),
                values.getLong(TrainerKeys.TRAINER_SEED),
                values.getLong(TrainerKeys.TRAINER_WINDOW_MS),
                values.getInt(TrainerKeys.TRAINER_MIN_RECORDS));
    }

    private static FitSettings fit(AbstractConfig values) {
        String methods = values.getString(TrainerKeys.TRAINER_METHOD);
        Map<String, String> options = new TreeMap<>();
        for (String option : values.getList(TrainerKeys.TRAINER_OPTIONS)) {
            String[] parts = option.split("=", 2);
            if (parts.length < 2) {
                throw new ConfigException(TrainerKeys.TRAINER_OPTIONS, option, "must be NAME=VALUE");
            }
            options.put(parts[0].trim(), parts[1].trim());
        }
        List<InferenceMethod> fitted =
                methods.isEmpty() ? List.of(InferenceMethod.DEFAULT) : InferenceMethod.listOf(methods);
        ImputeKeys.atomsOption(values).ifPresent(atoms -> {
            String option = atomsOption(fitted);
            if (options.putIfAbsent(option, atoms) != null) {
                throw new ConfigException(ImputeKeys.IMPUTE_ATOMS, atoms, "atoms are in trainer.options too");
            }
        });
        return new FitSettings(
                fitted,
                values.getLong(TrainerKeys.TRAINER_SEED),
                Duration.ofMillis(values.getLong(TrainerKeys.TRAINER_BUDGET_MS)),
                Math.min(2, Runtime.getRuntime().availableProcessors()),
                options);
    }

    /** The name of the option for atoms: an option without a method's name is the first method's. */
    private static String atomsOption(List<InferenceMethod> methods) {
        InferenceMethod withAtoms = ClosedFormMethod.RELAY_MIXTURE;
        if (!methods.contains(withAtoms)) {
            throw new ConfigException(ImputeKeys.IMPUTE_ATOMS + " is for the method " + withAtoms.id() + ", not for "
                    + InferenceMethod.ids(methods, "+"));
        }
        return methods.get(0).equals(withAtoms) ? "atoms" : withAtoms.id() + ".atoms";
    }

    /**
     * When a refit starts.
     *
     * @param intervalMs time between refits
     * @param newRecords number of new input records that start a refit earlier; 0 for none
     */
    public record Schedule(long intervalMs, long newRecords) {}

    /**
     * Records that a refit learns from.
     *
     * @param files folder of Avro files to read instead of topics
     * @param records largest number of records
     * @param sample choice of records if there are more
     * @param seed seed of the sample
     * @param ageMs largest age of a record; 0 means no limit
     * @param fewest smallest number of records for a refit
     */
    public record Window(Optional<Path> files, int records, WindowSample sample, long seed, long ageMs, int fewest) {}

    /**
     * Settings of the fit.
     *
     * @param settings sizes, seed and options
     * @param warmStart whether the fit starts from the serving generation, if the method can
     */
    public record Fit(FitSettings settings, boolean warmStart) {}

    /**
     * How challenger and champion are scored, and which one wins.
     *
     * @param heldOutShare share of the window that is not used in the fit
     * @param maskRate share of the held-out part's observed cells that are hidden
     * @param minGain share of the champion's error by which the challenger's error must be lower
     * @param minZ smallest mean gain in its own standard errors
     */
    public record Contest(double heldOutShare, double maskRate, double minGain, double minZ) {}

    /**
     * When the live scores count as drifted.
     *
     * @param records number of records in each of the two compared windows; 0 for no comparison
     * @param minRise smallest relative rise of the error
     * @param minZ smallest rise in its own standard errors
     */
    public record Drift(int records, double minRise, double minZ) {}
}
