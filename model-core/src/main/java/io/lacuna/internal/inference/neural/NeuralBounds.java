package io.lacuna.internal.inference.neural;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.inference.BoundDraws;
import io.lacuna.internal.inference.LikelihoodBound;
import io.lacuna.internal.inference.neural.bound.BufferedSvi;
import io.lacuna.internal.inference.neural.bound.ImportanceWeights;
import io.lacuna.internal.inference.neural.bound.LocalSteps;
import io.lacuna.internal.inference.neural.objective.PriorTable;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.PosteriorSearch;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.internal.inference.neural.search.SviSearch;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The importance weights of a neural decoder for one record. ELBO and IWAE take their draws from the posterior that the
 * serving method finds. SVI and its buffered forms begin where the serving search begins: at the encoder's output, or at
 * the fixed start of SVI if there is no encoder. Mutable; one thread owns it.
 */
public final class NeuralBounds implements BoundDraws {
    private final LatentModel model;
    private final Standardizer standardizer;
    private final LikelihoodBound bound;
    private final RecordObjective record;
    private final PriorTable anchors;
    private final PosteriorSearch search;
    private final PosteriorModes posterior;
    private final ImportanceWeights importance;
    private final BufferedSvi svi;
    private final @Nullable EncoderStart start;
    private final float[] lambda0;
    private final float[] cells;
    private final double[] trajectory;

    public NeuralBounds(
            LatentModel model, Standardizer standardizer, InferenceSettings settings, LikelihoodBound bound) {
        this.model = model;
        this.standardizer = standardizer;
        this.bound = bound;
        Decoder decoder = model.decoder();
        int k = decoder.latentSize();
        record = new RecordObjective(decoder);
        anchors = new PriorTable(decoder);
        search = NeuralSearches.of(model, settings, record, anchors);
        posterior = new PosteriorModes(k, search.mostModes());
        importance = new ImportanceWeights(decoder);
        svi = new BufferedSvi(decoder, LocalSteps.Rule.adam(rate(model)));
        start = model.encoder() == null ? null : new EncoderStart(model.encoder(), decoder.heads());
        lambda0 = new float[2 * k];
        cells = new float[decoder.heads().length];
        trajectory = new double[bound.k() + 1];
    }

    /** The pace for few steps from an encoder, if one was found; otherwise the rate of SVI. */
    private static double rate(LatentModel model) {
        return model.method() == NeuralMethod.PSEUDO_ENCODED ? model.search().rate() : SearchSettings.RATE;
    }

    @Override
    public void observe(double[] observation) {
        for (int j = 0; j < cells.length; j++) {
            cells[j] = (float)
                    NeuralKernel.standardized(standardizer, model.decoder().heads()[j], j, observation[j]);
        }
        record.observe(cells);
        anchors.observe(record);
        if (record.observedCount() == 0) {
            return;
        }
        if (!bound.kind().steps()) {
            search.search(record, posterior);
        } else if (start != null) {
            System.arraycopy(start.encode(cells), 0, lambda0, 0, lambda0.length);
        } else {
            Arrays.fill(lambda0, 0, lambda0.length / 2, 0);
            Arrays.fill(lambda0, lambda0.length / 2, lambda0.length, SviSearch.START_LOG_SD);
        }
    }

    @Override
    public void draw(SplittableRandom random, double[] logWeights) {
        if (record.observedCount() == 0) {
            Arrays.fill(logWeights, 0, bound.weights(), 0); // p of no cell is 1
        } else if (!bound.kind().steps()) {
            importance.draw(record, posterior, random, logWeights, bound.weights());
        } else {
            svi.run(record, lambda0, bound.k(), bound.kind() == LikelihoodBound.Kind.BSVI_DS, random, trajectory);
            int from = bound.k() + 1 - bound.weights();
            System.arraycopy(trajectory, from, logWeights, 0, bound.weights());
        }
    }
}
