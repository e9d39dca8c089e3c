package io.lacuna.internal.inference.neural;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.NumberHead;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.MemberKernel;
import io.lacuna.internal.inference.neural.objective.PriorTable;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.PosteriorSearch;
import java.util.SplittableRandom;

/**
 * Serves a neural decoder, one record at a time. A {@link PosteriorSearch} finds q(z|x). {@link PredictiveDraws}, or
 * {@link PredictiveNormals} for a settled posterior, turn it into the distribution of the missing cells. Mutable; one
 * thread owns it.
 */
public final class NeuralKernel implements MemberKernel {
    /** A number is clamped to this many standard deviations from its feature's mean, so that floats do not overflow. */
    public static final double MAX_STANDARDIZED = 30;

    private final Decoder decoder;
    private final Standardizer standardizer;
    private final RecordObjective record;
    private final PriorTable anchors;
    private final PosteriorSearch search;
    private final PosteriorModes posterior;
    private final PredictiveDraws draws;
    private final PredictiveNormals normals;
    private final float[] drawnCode;
    private final float[] drawnNoise;
    private final float[] cells;
    private Predictive predictive;
    private boolean searched;

    public NeuralKernel(LatentModel model, Standardizer standardizer, InferenceSettings settings) {
        this.decoder = model.decoder();
        this.standardizer = standardizer;
        record = new RecordObjective(decoder);
        anchors = new PriorTable(decoder);
        search = NeuralSearches.of(model, settings, record, anchors);
        posterior = new PosteriorModes(decoder.latentSize(), search.mostModes());
        draws = new PredictiveDraws(decoder, anchors);
        normals = new PredictiveNormals(decoder);
        drawnCode = new float[decoder.latentSize()];
        drawnNoise = new float[decoder.latentSize()];
        predictive = draws;
        cells = new float[decoder.heads().length];
    }

    @Override
    public void infer(double[] observation) {
        for (int j = 0; j < cells.length; j++) {
            cells[j] = (float) standardized(standardizer, decoder.heads()[j], j, observation[j]);
        }
        record.observe(cells);
        anchors.observe(record);
        searched = record.observedCount() > 0;
        if (searched) {
            search.search(record, posterior);
        } else {
            posterior.clear();
            posterior.addPrior();
        }
        if (searched && normals.take(record, posterior)) {
            predictive = normals;
        } else {
            draws.take(record, posterior);
            predictive = draws;
        }
    }

    /** A cell in the units of decoder and encoder; NaN stays NaN. */
    public static double standardized(Standardizer standardizer, OutputHead head, int feature, double value) {
        if (Double.isNaN(value) || !(head instanceof NumberHead)) {
            return value;
        }
        double z = standardizer.standardize(feature, value);
        return Math.max(-MAX_STANDARDIZED, Math.min(MAX_STANDARDIZED, z));
    }

    @Override
    public double logLikelihood() {
        return searched ? predictive.logEvidence() : 0;
    }

    @Override
    public int steps() {
        return searched ? search.steps() : 0;
    }

    @Override
    public boolean converged() {
        return !searched || search.converged();
    }

    @Override
    public double mean(int feature) {
        return standardizer.restore(feature, predictive.mean(feature));
    }

    @Override
    public double variance(int feature) {
        double sd = standardizer.sd()[feature];
        return predictive.variance(feature) * sd * sd;
    }

    @Override
    public double cdf(int feature, double value) {
        return predictive.cdf(feature, standardizer.standardize(feature, value));
    }

    @Override
    public double probability(int feature, int category) {
        return predictive.probability(feature, category);
    }

    @Override
    public int latentSize() {
        return decoder.latentSize();
    }

    @Override
    public void latent(float[] mean, float[] sd, int offset) {
        for (int a = 0; a < decoder.latentSize(); a++) {
            double centre = 0;
            double square = 0;
            for (int m = 0; m < posterior.count(); m++) {
                double weight = posterior.weight(m);
                double at = posterior.mean(m)[a];
                centre += weight * at;
                square += weight * (at * at + posterior.variance(m, a));
            }
            mean[offset + a] = (float) centre;
            sd[offset + a] = (float) Math.sqrt(Math.max(0, square - centre * centre));
        }
    }

    @Override
    public void draw(SplittableRandom random, double[] into) {
        float[] outputs = predictive == normals ? decodeDraw(random) : draws.pick(random.nextDouble());
        for (int j = 0; j < cells.length; j++) {
            if (Float.isNaN(cells[j])) {
                OutputHead head = decoder.heads()[j];
                into[j] = head instanceof NumberHead number
                        ? standardizer.restore(j, number.draw(outputs, decoder.noiseVariance()[j], random))
                        : head.pick(outputs, random.nextDouble());
            }
        }
    }

    /** The decoder's outputs at a code drawn from the posterior. */
    private float[] decodeDraw(SplittableRandom random) {
        int mode = 0;
        for (double left = random.nextDouble() - posterior.weight(0); left >= 0 && mode + 1 < posterior.count(); ) {
            left -= posterior.weight(++mode);
        }
        for (int a = 0; a < drawnNoise.length; a++) {
            drawnNoise[a] = (float) random.nextGaussian();
        }
        posterior.draw(mode, drawnNoise, drawnCode);
        return record.decode(drawnCode);
    }
}
