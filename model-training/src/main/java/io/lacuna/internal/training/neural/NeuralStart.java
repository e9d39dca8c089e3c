package io.lacuna.internal.training.neural;

import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.neural.LatentModel;
import io.lacuna.internal.inference.neural.NeuralKernel;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.internal.relay.RelayGroups;
import org.jspecify.annotations.Nullable;

/**
 * Where a neural fit begins. From nothing: random weights, the table's own units. Or at an earlier model: its weights,
 * relays and encoder in its units, so that the new codes stay comparable to the old; while the records, which are others,
 * look for their posteriors, the decoder waits for a tenth of the epochs.
 *
 * @param standardizer units of the fit
 * @param earlier the earlier model; null to begin from nothing
 */
record NeuralStart(Standardizer standardizer, @Nullable LatentModel earlier) {
    private static final double WAIT = 0.1;

    /** Standard deviations that have changed by more than this factor, or means by as many of them, want new units. */
    private static final double MOST_APART = 3;

    static NeuralStart fresh(Table table) {
        return new NeuralStart(Standardizer.fit(table), null);
    }

    /** At the earlier model's decoder, if it has one, of the same features, at about the same scale. */
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
            double apart = Math.abs(now.mean()[j] - earlier.mean()[j]) / earlier.sd()[j];
            if (!(ratio < MOST_APART && ratio > 1 / MOST_APART && apart < MOST_APART)) {
                return false;
            }
        }
        return true;
    }

    /** Gives the decoder the earlier one's weights and noise, where it is of the same size. */
    boolean begin(TrainableDecoder decoder) {
        Decoder before = earlier == null ? null : earlier.decoder();
        return before != null && decoder.load(before);
    }

    /** Gives the network the weights of the earlier encoder, where there is one of the same size. */
    void begin(TrainableNetwork network) {
        Encoder before = earlier == null ? null : earlier.encoder();
        if (before != null) {
            network.load(before.network());
        }
    }

    /**
     * Gives posteriors the earlier relays, where they share as many in the same groups; free ones begin where the earlier
     * model finds them.
     */
    void begin(RecordPosteriors posteriors, TrainingRows rows) {
        if (earlier == null) {
            return;
        }
        RelayGroups before = earlier.relays();
        if (before != null && posteriors instanceof RelayPosteriors shared) {
            shared.load(before);
        } else if (posteriors instanceof FreePosteriors free) {
            find(earlier, free, rows);
        }
    }

    private void find(LatentModel model, FreePosteriors posteriors, TrainingRows rows) {
        NeuralKernel kernel =
                new NeuralKernel(model, standardizer, new InferenceSettings(NeuralMethod.GAUSS_NEWTON, 0, 1e-4));
        float[] mean = new float[kernel.latentSize()];
        float[] sd = new float[kernel.latentSize()];
        float[] cells = new float[rows.features()];
        double[] observation = new double[rows.features()];
        for (int i = 0; i < rows.size(); i++) {
            rows.row(i, cells);
            for (int j = 0; j < cells.length; j++) {
                boolean number = rows.heads()[j] instanceof OutputHead.Gaussian;
                observation[j] = number ? standardizer.restore(j, cells[j]) : cells[j];
            }
            kernel.infer(observation);
            kernel.latent(mean, sd, 0);
            posteriors.start(i, mean, sd);
        }
    }

    /** Epochs in which only the records' posteriors learn. */
    static int waitingEpochs(boolean warm, int epochs) {
        return warm ? (int) Math.ceil(WAIT * epochs) : 0;
    }
}
