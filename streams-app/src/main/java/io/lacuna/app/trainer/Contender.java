package io.lacuna.app.trainer;

import io.lacuna.app.trainer.cells.Alignment;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model that fills records of a table. The table may have other features than the model: features that the model does
 * not know are filled with the mean or most frequent category of the training part. For one thread.
 */
final class Contender {
    private final Features features;
    private final Alignment toModel;
    private final Alignment toTable;
    private final Imputer imputer;

    /** Its memories of keys; null for a model without context. */
    private final @Nullable Pasts pasts;

    private CellPredictions says;
    private final Marginals marginals;

    Contender(ImputationModel model, InferenceSettings settings, Features features, Marginals marginals) {
        this.features = features;
        this.marginals = marginals;
        toModel = Alignment.of(features, model.features());
        toTable = Alignment.of(model.features(), features);
        imputer = model.newImputer(settings);
        pasts = model.context() == null ? null : new Pasts(model, model.newImputer(settings));
        says = imputer;
    }

    /** Infers a record by itself. */
    void impute(double[] observation) {
        imputer.impute(toModel.apply(observation));
        says = imputer;
    }

    /** Infers a record with its key's memory, if the model uses it. */
    void impute(double[] observation, long time, int key) {
        if (pasts == null) {
            impute(observation);
        } else {
            pasts.impute(toModel.apply(observation), time, key);
            says = pasts.imputer;
        }
    }

    /** Adds the record that was inferred last to its key's memory. */
    void remember(long offset) {
        if (pasts != null) {
            pasts.remember(offset);
        }
    }

    /** Whether {@link #remember} has an effect. */
    boolean remembers() {
        return pasts != null;
    }

    /** A model's memories of keys. */
    private static final class Pasts {
        private final ContextImputer imputer;
        private final KeyMemory memory;
        private final Map<Integer, byte[]> memories = new HashMap<>();
        private int key;

        Pasts(ImputationModel model, Imputer alone) {
            imputer = new ContextImputer(model, alone, 1);
            memory = new KeyMemory(model.features());
        }

        void impute(double[] observation, long time, int ofKey) {
            key = ofKey;
            byte[] known = memories.get(ofKey);
            if (known == null) {
                memory.clear();
            } else {
                memory.read(known);
            }
            imputer.impute(observation, time, memory);
        }

        void remember(long offset) {
            imputer.remember(memory, offset);
            memories.put(key, memory.toBytes());
        }
    }

    /** The filled value of feature j of the table. */
    double value(int j) {
        int place = toTable.source(j);
        double filled = place < 0 ? Double.NaN : toTable.translate(j, says.value(place));
        return Double.isNaN(filled) ? marginal(j) : filled;
    }

    /**
     * Whether the central interval with this probability contains the true value. False for features unknown to the
     * model.
     */
    boolean covers(int j, double truth, double mass) {
        int place = toTable.source(j);
        return place >= 0 && Math.abs(says.cdf(place, truth) - 0.5) <= 0.5 * mass;
    }

    private double marginal(int j) {
        if (features.get(j).isContinuous()) {
            return marginals.standardizer().mean()[j];
        }
        double[] shares = marginals.shares()[j];
        int best = 0;
        for (int c = 1; c < shares.length; c++) {
            best = shares[c] > shares[best] ? c : best;
        }
        return best;
    }
}
