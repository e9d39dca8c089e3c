package io.lacuna.internal.inference.neural;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.inference.neural.objective.PriorTable;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.PosteriorModes;

/**
 * The predictive distribution of masked cells for a record whose posterior is already known, for example a training
 * record. It is the same distribution that serving uses. Mutable; one thread owns it.
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
     * Sets the record and its posterior.
     *
     * @param standardized d cells in standard units, NaN = missing or masked
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

    /** Log density of a number in standard units, or log probability of a category. */
    public double logDensity(int feature, double value) {
        return draws.logDensity(feature, value);
    }
}
