package io.lacuna.internal.training.neural;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.NumberHead;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.neural.objective.RecordObjective;

/**
 * Mean of |error| + error^2 over observed continuous cells in standard units, where each record is reconstructed from
 * the mean of its posterior (the elastic metric of relay-vi, section 4).
 */
final class ElasticMetric {
    private ElasticMetric() {}

    static double of(TrainingRows rows, Decoder decoder, MaskedLoss.Posterior posterior) {
        RecordObjective record = new RecordObjective(decoder);
        float[] mean = new float[decoder.latentSize()];
        float[] logSd = new float[decoder.latentSize()];
        double sum = 0;
        long count = 0;
        for (int i = 0; i < rows.size(); i++) {
            posterior.read(i, mean, logSd);
            float[] outputs = record.decode(mean);
            for (int j = 0; j < rows.features(); j++) {
                OutputHead head = rows.heads()[j];
                if (!(head instanceof NumberHead number)) {
                    continue;
                }
                float error = (float) (rows.columns()[j][i] - number.mean(outputs));
                if (!Float.isNaN(error)) {
                    sum += Math.abs(error) + error * error;
                    count++;
                }
            }
        }
        return sum / Math.max(1, count);
    }
}
