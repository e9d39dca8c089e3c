package io.lacuna.benchmarks.papers;

import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.inference.neural.NeuralKernel;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model as the papers fit and evaluate it: their main network, Adam with a constant rate, and for each record the
 * decoded mean of its posterior. Lacuna's serving does more, it weights draws by evidence; that is left out here.
 */
final class PaperModel {
    /** With fewer rows, the papers' batches of 256 would give the networks too few steps per epoch. */
    private static final int PAPER_ROWS = 10_000;

    private static final double NETWORK_RATE = 0.001;

    private final NeuralMember member;
    private final ImputationModel model;

    PaperModel(ImputationModel model) {
        this.model = model;
        member = (NeuralMember) model.members().get(0);
    }

    /**
     * relay-vi's main network, with 64 latent and two layers of 64, trained for this many epochs. A VAE has no
     * posterior rate: if the other methods get a higher one, both networks of the VAE get a higher rate. Its KL weight
     * rises over half of the epochs; otherwise the encoder ends at the prior.
     */
    static Map<String, String> options(NeuralMethod method, int rows, double posteriorRate, int epochs) {
        boolean amortized = method == NeuralMethod.VAE;
        Map<String, String> options = new TreeMap<>(Map.of(
                "latent", "64",
                "hidden", "64x64",
                "batch", rows >= PAPER_ROWS ? "256" : "32",
                "learning.rate", amortized && posteriorRate > NETWORK_RATE ? "0.003" : Double.toString(NETWORK_RATE),
                "noise.learning.rate", "0.001",
                "posterior.learning.rate", Double.toString(posteriorRate),
                "schedule", "constant",
                "hold.out", "false",
                "epochs", Integer.toString(epochs)));
        if (amortized) {
            options.put("kl.warmup", "0.5");
        }
        return options;
    }

    static PaperModel fit(Table table, NeuralMethod method, double posteriorRate, int epochs, long seed) {
        return new PaperModel(Trainers.fit(
                table,
                new FitSettings(
                        List.of(method),
                        seed,
                        Duration.ofHours(1),
                        1,
                        options(method, table.size(), posteriorRate, epochs)),
                Progress.SILENT));
    }

    NeuralMember member() {
        return member;
    }

    /** The means of the records' posteriors, one row per record. */
    float[][] codes(Table records) {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        float[][] codes = new float[records.size()][imputer.latentSize()];
        float[] sd = new float[imputer.latentSize()];
        for (int i = 0; i < codes.length; i++) {
            imputer.impute(records.row(i));
            imputer.latent(codes[i], sd);
        }
        return codes;
    }

    /** A record in the decoder's units, NaN = missing. */
    float[] cells(double[] observation) {
        OutputHead[] heads = member.model().decoder().heads();
        float[] cells = new float[observation.length];
        for (int j = 0; j < cells.length; j++) {
            cells[j] = (float) NeuralKernel.standardized(member.standardizer(), heads[j], j, observation[j]);
        }
        return cells;
    }

    /** The decoded latent code, in the features' own units. */
    double[] decode(float[] code) {
        OutputHead[] heads = member.model().decoder().heads();
        float[] outputs = new RecordObjective(member.model().decoder()).decode(code);
        double[] values = new double[heads.length];
        for (int j = 0; j < values.length; j++) {
            values[j] = member.standardizer().restore(j, outputs[heads[j].offset()]);
        }
        return values;
    }

    /**
     * How well records are predicted from their observed cells.
     *
     * @param observed elastic metric, mean of |error| + error^2, on the cells that inference used
     * @param hidden the same on the cells it did not use
     * @param rmse root mean squared error on those hidden cells
     */
    record Losses(double observed, double hidden, double rmse) {}

    /**
     * @param sd of each feature: the unit of errors
     */
    Losses losses(Table truth, Masks masks, double[] sd) {
        float[][] codes = codes(masks.table());
        double[] elastic = new double[2];
        long[] count = new long[2];
        double square = 0;
        for (int i = 0; i < codes.length; i++) {
            double[] told = decode(codes[i]);
            for (int j = 0; j < told.length; j++) {
                double error = (told[j] - truth.row(i)[j]) / sd[j];
                if (sd[j] > 0 && !Double.isNaN(error)) {
                    int part = masks.hidden()[i][j] ? 1 : 0;
                    elastic[part] += Math.abs(error) + error * error;
                    square += part * error * error;
                    count[part]++;
                }
            }
        }
        return new Losses(
                elastic[0] / Math.max(1, count[0]),
                elastic[1] / Math.max(1, count[1]),
                Math.sqrt(square / Math.max(1, count[1])));
    }
}
