package io.lacuna.internal.training.neural;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.inference.neural.HeldOutPredictive;

/**
 * Minus the mean log density of the masked cells in the held-out rows, predicted from each row's posterior as in
 * serving. Every method uses it to decide when to stop.
 */
final class MaskedLoss {
    private final TrainingRows rows;
    private final boolean point;
    private final int k;

    /** The source of a row's posterior. */
    @FunctionalInterface
    interface Posterior {
        /** Writes mean and log sd, k numbers each. */
        void read(int row, float[] mean, float[] logSd);
    }

    MaskedLoss(TrainingRows rows, NeuralOptions options) {
        this.rows = rows;
        point = options.point();
        k = options.latent(rows.features());
    }

    double of(Decoder decoder, Posterior posterior) {
        HeldOutPredictive predictive = new HeldOutPredictive(decoder);
        float[] cells = new float[rows.features()];
        float[] mean = new float[k];
        float[] logSd = new float[k];
        float[] both = new float[2 * k];
        double sum = 0;
        long count = 0;
        for (int i = 0; i < rows.heldOutRows().length; i++) {
            int row = rows.heldOutRows()[i];
            rows.row(row, cells);
            posterior.read(row, mean, logSd);
            System.arraycopy(mean, 0, both, 0, k);
            System.arraycopy(logSd, 0, both, k, k);
            predictive.take(cells, both, point);
            for (TrainingRows.Cell cell : rows.masked().get(i)) {
                sum -= predictive.logDensity(cell.feature(), cell.value());
                count++;
            }
        }
        return sum / Math.max(1, count);
    }
}
