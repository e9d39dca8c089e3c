package io.lacuna.internal.training.neural;

import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.decoder.NumberHead;
import io.lacuna.internal.inference.neural.LatentModel;
import io.lacuna.internal.inference.neural.NeuralKernel;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.internal.relay.RelayGroups;
import org.jspecify.annotations.Nullable;

/**
 * The start of a neural fit. From scratch: random weights and the table's own standard units. From an earlier model:
 * its weights, relays and encoder in its standard units, so that new codes stay comparable with old ones. The decoder
 * then stays fixed for a tenth of the epochs, while the new records find their posteriors. Immutable.
 *
 * @param standardizer units of the fit
 * @param earlier the earlier model; null for a fit from scratch
 */
record NeuralStart(Standardizer standardizer, @Nullable LatentModel earlier) {
    private static final double FROZEN_SHARE = 0.1;

    /**
     * If a standard deviation changed by more than this factor, or a mean by more than this many of them, the fit
     * starts from scratch.
     */
    private static final double MOST_CHANGE = 3;

    static NeuralStart fresh(Table table) {
        return new NeuralStart(Standardizer.fit(table), null);
    }

    /** Starts from the earlier model's decoder, if it has one for the same features at about the same scale. */
    static NeuralStart at(ImputationModel previous, Table table) {
        Standardizer own = Standardizer.fit(table);
        if (previous.features().equals(table.features())) {
            for (var member : previous.members()) {
                if (member instanceof NeuralMember neural && near(neural.standardizer(), own)) {
                    return new NeuralStart(neural.standardizer(), neural.model());
                }
            }
        }
        return new NeuralStart(own, null);
    }

    private static boolean near(Standardizer earlier, Standardizer now) {
        for (int j = 0; j < now.sd().length; j++) {
            double ratio = now.sd()[j] / earlier.sd()[j];
            double change = Math.abs(now.mean()[j] - earlier.mean()[j]) / earlier.sd()[j];
            if (!(ratio < MOST_CHANGE && ratio > 1 / MOST_CHANGE && change < MOST_CHANGE)) {
                return false;
            }
        }
        return true;
    }

    /** Loads weights and noise of the earlier decoder, if it has the same size. */
    boolean begin(TrainableDecoder decoder) {
        Decoder before = earlier == null ? null : earlier.decoder();
        return before != null && decoder.load(before);
    }

    /** Loads weights of the earlier encoder, if there is one with the same size. */
    void begin(TrainableNetwork network) {
        Encoder before = earlier == null ? null : earlier.encoder();
        if (before != null) {
            network.load(before.network());
        }
    }

    /**
     * Loads the earlier relays, if they form the same groups. Free posteriors start where the earlier model's inference
     * finds them.
     */
    void begin(RecordPosteriors posteriors, TrainingRows rows) {
        if (earlier == null) {
            return;
        }
        RelayGroups before = earlier.relays();
        if (before != null && posteriors instanceof RelayPosteriors shared) {
            shared.load(before);
        } else if (posteriors instanceof FreePosteriors free) {
            startByInference(earlier, free, rows);
        }
    }

    private void startByInference(LatentModel model, FreePosteriors posteriors, TrainingRows rows) {
        NeuralKernel kernel =
                new NeuralKernel(model, standardizer, new InferenceSettings(NeuralMethod.GAUSS_NEWTON, 0, 1e-4));
        float[] mean = new float[kernel.latentSize()];
        float[] sd = new float[kernel.latentSize()];
        float[] cells = new float[rows.features()];
        double[] observation = new double[rows.features()];
        for (int i = 0; i < rows.size(); i++) {
            rows.row(i, cells);
            for (int j = 0; j < cells.length; j++) {
                boolean number = rows.heads()[j] instanceof NumberHead;
                observation[j] = number ? standardizer.restore(j, cells[j]) : cells[j];
            }
            kernel.infer(observation);
            kernel.latent(mean, sd, 0);
            posteriors.start(i, mean, sd);
        }
    }

    /** Number of epochs in which only the records' posteriors learn. */
    static int frozenEpochs(boolean warm, int epochs) {
        return warm ? (int) Math.ceil(FROZEN_SHARE * epochs) : 0;
    }
}
