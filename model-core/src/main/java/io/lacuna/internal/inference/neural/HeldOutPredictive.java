package io.lacuna.internal.inference.neural;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.inference.neural.objective.PriorTable;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.PosteriorModes;

/**
 * What a decoder predicts of masked cells when the record's posterior is known already, as for a record in training: the
 * predictive that serving would use. Mutable, owned by one thread.
 */
public final class HeldOutPredictive {
    private final RecordObjective record;
    private final PriorTable anchors;
    private final PosteriorModes posterior;
    private final PredictiveDraws draws;

    public HeldOutPredictive(Decoder decoder) {
        record = new RecordObjective(decoder);
        anchors = new PriorTable(decoder);
        posterior = new PosteriorModes(decoder.latentSize(), 1);
        draws = new PredictiveDraws(decoder, anchors);
    }

    /**
     * Sets record and posterior.
     *
     * @param standardized d cells, NaN = missing or masked
     * @param meanAndLogSd k means, then k log standard deviations
     * @param point whether the posterior is a point
     */
    public void take(float[] standardized, float[] meanAndLogSd, boolean point) {
        record.observe(standardized);
        anchors.observe(record);
        posterior.clear();
        posterior.addDiagonal(meanAndLogSd, point);
        draws.take(record, posterior);
    }

    /** Log density of a standardized number, or log probability of a category. */
    public double logDensity(int feature, double value) {
        return draws.logDensity(feature, value);
    }
}
