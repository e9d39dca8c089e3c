package io.lacuna.internal.inference.neural;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.inference.neural.objective.PriorTable;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.GaussNewtonSearch;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.PosteriorSearch;

/**
 * The posterior of a record as its method finds it, without the weights that serving gives to its draws: what the papers
 * report. Mutable; one thread owns it.
 */
public final class RecordPosterior {
    private final LatentModel model;
    private final Standardizer standardizer;
    private final RecordObjective record;
    private final PriorTable anchors;
    private final PosteriorSearch search;
    private final PosteriorModes posterior;
    private final float[] cells;

    public RecordPosterior(LatentModel model, Standardizer standardizer, InferenceSettings settings) {
        this.model = model;
        this.standardizer = standardizer;
        record = new RecordObjective(model.decoder());
        anchors = new PriorTable(model.decoder());
        search = NeuralSearches.of(model, settings, record, anchors);
        int most = Math.max(GaussNewtonSearch.STARTS, search.mostModes());
        posterior = new PosteriorModes(model.decoder().latentSize(), most);
        cells = new float[model.decoder().heads().length];
    }

    /**
     * Finds the posterior of a record with at least one observed cell. Valid until the next call.
     *
     * @param observation d cells in the features' own units, {@code NaN} = missing
     */
    public PosteriorModes of(double[] observation) {
        for (int j = 0; j < cells.length; j++) {
            cells[j] = standardized(observation, j);
        }
        record.observe(cells);
        anchors.observe(record);
        search.search(record, posterior);
        return posterior;
    }

    /** A cell in the units of the decoder. */
    public float standardized(double[] observation, int feature) {
        return (float) NeuralKernel.standardized(
                standardizer, model.decoder().heads()[feature], feature, observation[feature]);
    }

    /** The decoder's outputs at a code; valid until the next call. */
    public float[] decode(float[] z) {
        return record.decode(z);
    }
}
