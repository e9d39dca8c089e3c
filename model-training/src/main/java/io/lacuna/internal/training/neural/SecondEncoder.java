package io.lacuna.internal.training.neural;

import static java.util.Objects.requireNonNull;

import io.lacuna.data.Table;
import io.lacuna.inference.DecoderTraining;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.inference.neural.LatentModel;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;

/**
 * An encoder for records with gaps, with the mask as input, trained after a VAE whose decoder stays as it is: two
 * baselines of qavi (section 2.2).
 *
 * <pre>
 * retuned, 4              the evidence bound of the observed cells
 * posterior matching, 5   E log q'(z | a part of x),  z ~ q(z|x) of the VAE
 * </pre>
 *
 * <p>The second objective is the cross-entropy that trains a pseudo-encoder, with the VAE's posteriors in place of SVI's.
 * The supplement retunes on the test records with their gaps; here on rows of the table, from which cells are dropped in
 * addition, so that one encoder serves all patterns. Its masks of images give way to random shares of cells, and the second
 * encoder begins at random weights. Not thread-safe; one object is one fit.
 */
public final class SecondEncoder {
    /** Each row is trained on with so many patterns of gaps. */
    private static final int COPIES = 4;

    private final TrainingRows rows;
    private final NeuralOptions options;
    private final FitSettings settings;
    private final double share;

    /** @param share the share of the budget for this part of the fit */
    SecondEncoder(TrainingRows rows, NeuralOptions options, FitSettings settings, double share) {
        this.rows = rows;
        this.options = options;
        this.settings = settings;
        this.share = share;
    }

    /**
     * A fitted VAE with a second encoder in place of its own.
     *
     * @param method one of the two
     * @param table the rows to train on
     * @param asTheyAre whether to retune on the rows as they are, without dropping cells
     */
    public static NeuralMember after(
            NeuralMember vae, NeuralMethod method, Table table, FitSettings settings, boolean asTheyAre) {
        NeuralOptions options = new NeuralOptions(method, settings);
        LatentModel model = vae.model();
        TrainingRows rows = TrainingRows.of(table, model.decoder().heads(), vae.standardizer(), settings.seed(), false);
        SecondEncoder second = new SecondEncoder(rows, options, settings, 1);
        Encoder encoder = asTheyAre && method.training() == DecoderTraining.THEN_RETUNED_ENCODER
                ? second.retuned(model.decoder(), 0, Progress.SILENT)
                : second.of(model.decoder(), requireNonNull(model.encoder()), method.training(), Progress.SILENT);
        return new NeuralMember(
                vae.standardizer(),
                new LatentModel(
                        model.decoder(),
                        encoder,
                        null,
                        SearchSettings.of(method, model.search().point()),
                        method));
    }

    /** @param encoder of the VAE */
    Encoder of(Decoder decoder, Encoder encoder, DecoderTraining training, Progress progress) {
        return training == DecoderTraining.THEN_RETUNED_ENCODER
                ? retuned(decoder, COPIES, progress)
                : matched(decoder, encoder, progress);
    }

    /** @param copies of each row, each with its own dropped cells; 0 = the rows as they are */
    private Encoder retuned(Decoder decoder, int copies, Progress progress) {
        TrainingRows gaps = copies == 0
                ? rows
                : rows.dropped(
                        copies, options.number("dropping", 0, 1), Seeds.random(settings.seed(), "dropped cells"));
        FitPlan automatic = FitPlan.of(gaps, options, settings, share);
        int epochs = options.integerOr("encoder.epochs", automatic.epochs(), 1, 1_000_000);
        FitPlan plan = new FitPlan(epochs, automatic.batch(), automatic.evaluateEvery());
        return new AmortizedTraining(gaps, options, plan, true).retune(decoder, settings.seed(), progress);
    }

    private Encoder matched(Decoder decoder, Encoder first, Progress progress) {
        int k = decoder.latentSize();
        float[] means = new float[rows.size() * k];
        float[] logSds = new float[rows.size() * k];
        float[] cells = new float[rows.features()];
        EncoderStart encoder = new EncoderStart(first, rows.heads());
        for (int i = 0; i < rows.size(); i++) {
            rows.row(i, cells);
            float[] encoded = encoder.encode(cells);
            System.arraycopy(encoded, 0, means, i * k, k);
            for (int a = 0; a < k; a++) {
                logSds[i * k + a] = AmortizedTraining.bounded(encoded[k + a]);
            }
        }
        FitPlan plan = FitPlan.of(rows, options, settings, share);
        EncoderlessTraining.Result targets =
                new EncoderlessTraining.Result(decoder, null, means, logSds, plan.epochs(), Double.NaN);
        return new PseudoEncoderTraining(rows, options, plan)
                .run(targets, settings, new NeuralStart(rows.standardizer(), null), progress);
    }
}
