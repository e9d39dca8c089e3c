package io.lacuna.impute;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Rows;
import io.lacuna.data.TimedRow;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Fills records given by field names, one at a time. Mutable, for one thread; each thread gets its own from the model.
 * The results are immutable and stay valid.
 *
 * <p>A row has values by feature name: a {@link Number}, a {@link Boolean}, or a label as text or as an enum constant.
 * A feature that is absent, null, NaN or infinite is a gap and is filled. A label that the model does not have is not
 * used by the model, but it is a value and stays unchanged. Names that are not features are ignored.
 *
 * <p>Rows with a key and a time ({@link TimedRow}) are filled with the earlier rows of their key, if the model has learned
 * how much these tell. The imputer remembers the newest value and residual of each feature of each key, some hundred bytes
 * a key; {@link #forget} ends that.
 */
public final class RowImputer {
    /** One model fills all rows. */
    private static final long MODEL_ID = 1;

    private final Features features;
    private final Imputer imputer;
    private final ContextImputer past;
    private final KeyMemory memory;
    private final boolean remembers;
    private final Map<Object, byte[]> memories = new HashMap<>();
    private final double mass;
    private final double[] observation;
    private final double[] lower;
    private final double[] upper;

    RowImputer(ImputationModel model, Imputer imputer, double mass) {
        this.features = model.features();
        this.imputer = imputer;
        this.past = new ContextImputer(model, imputer, MODEL_ID);
        this.memory = new KeyMemory(features);
        this.remembers = model.context() != null;
        this.mass = mass;
        observation = new double[features.size()];
        lower = new double[features.size()];
        upper = new double[features.size()];
    }

    /**
     * Fills a record.
     *
     * @param row values by feature name; only read
     * @return the record with its gaps filled
     * @throws IllegalArgumentException if a value is not of its feature's kind; the message names the feature
     */
    public FilledRow fill(Map<String, ? extends @Nullable Object> row) {
        Rows.read(features, row, observation);
        imputer.impute(observation);
        return filled(row, imputer);
    }

    /**
     * Fills a row with the earlier rows of its key, and then remembers it. A row that is earlier than the key's newest
     * one is filled by its distance in time, and not remembered. If the model has no context, the row is filled by
     * itself.
     *
     * @param row key, time and values; only read
     * @return the row with its gaps filled
     * @throws IllegalArgumentException as {@link #fill(Map)}; the row is then not remembered
     */
    public FilledRow fill(TimedRow row) {
        Rows.read(features, row.values(), observation);
        byte[] known = memories.get(row.key());
        if (known == null) {
            memory.clear();
        } else {
            memory.read(known);
        }
        past.impute(observation, row.time().toEpochMilli(), memory);
        FilledRow filled = filled(row.values(), past);
        if (remembers) {
            past.remember(memory, 0);
            memories.put(row.key(), memory.toBytes());
        }
        return filled;
    }

    /**
     * Forgets the earlier rows of a key.
     *
     * @param key as in {@link TimedRow#key}
     */
    public void forget(Object key) {
        memories.remove(key);
    }

    private FilledRow filled(Map<String, ? extends @Nullable Object> row, CellPredictions says) {
        says.intervals(mass, lower, upper);
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, FilledCell> filled = new LinkedHashMap<>();
        for (int j = 0; j < features.size(); j++) {
            Feature feature = features.get(j);
            Object given = given(j, row);
            if (given == null) {
                FilledCell cell = cell(j, feature, says);
                filled.put(feature.name(), cell);
                values.put(feature.name(), cell.value());
            } else {
                values.put(feature.name(), given);
            }
        }
        return new FilledRow(values, filled, latentCode(), says.logLikelihood(), says.converged());
    }

    /**
     * Draws the missing cells of a record jointly from its predictive distribution, for multiple imputation.
     *
     * @param row as for {@link #fill}
     * @param random the source of randomness; the same state gives the same draw
     * @return every feature by name in the model's order, values as in {@link FilledRow#values}; unmodifiable
     * @throws IllegalArgumentException as {@link #fill}
     */
    public Map<String, Object> draw(Map<String, ? extends @Nullable Object> row, SplittableRandom random) {
        Rows.read(features, row, observation);
        imputer.impute(observation);
        double[] drawn = observation.clone();
        imputer.draw(random, drawn);
        Map<String, Object> values = new LinkedHashMap<>();
        for (int j = 0; j < features.size(); j++) {
            Object given = given(j, row);
            values.put(features.get(j).name(), given == null ? Rows.value(features.get(j), drawn[j]) : given);
        }
        return Collections.unmodifiableMap(values);
    }

    /** The row's value of a feature; null if there is a gap. The row must have been read into the observation. */
    private @Nullable Object given(int j, Map<String, ? extends @Nullable Object> row) {
        Feature feature = features.get(j);
        if (!Double.isNaN(observation[j])) {
            return Rows.value(feature, observation[j]);
        }
        Object value = row.get(feature.name());
        // A value that was read as missing and is not a number is a label that the model does not have.
        return value == null || value instanceof Number ? null : Rows.label(value);
    }

    private FilledCell cell(int j, Feature feature, CellPredictions says) {
        if (feature.isContinuous()) {
            return new FilledCell.FilledNumber(
                    feature.name(), says.mean(j), says.sd(j), new Interval(lower[j], upper[j]));
        }
        Map<String, Double> probabilities = new LinkedHashMap<>();
        for (int c = 0; c < feature.categories(); c++) {
            probabilities.put(feature.label(c), says.probability(j, c));
        }
        return new FilledCell.FilledCategory(feature.name(), Rows.value(feature, says.mostProbable(j)), probabilities);
    }

    private LatentCode latentCode() {
        float[] mean = new float[imputer.latentSize()];
        float[] sd = new float[mean.length];
        imputer.latent(mean, sd);
        return new LatentCode(mean, sd);
    }
}
