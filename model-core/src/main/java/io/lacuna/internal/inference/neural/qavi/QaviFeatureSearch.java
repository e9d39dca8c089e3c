package io.lacuna.internal.inference.neural.qavi;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.decoder.NumberHead;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.neural.objective.NetworkSlope;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.Adam;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.PosteriorSearch;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import java.util.Arrays;

/**
 * Feature QAVI: a posterior {@code q(x_M)} of the missing cells, with the encoder of complete records re-used (qavi,
 * sections 1.1 and 2.3). It maximizes equation 2,
 *
 * <pre>
 *     1/S sum_s [log p(x_O, x_M^s | z^s) - beta KL(q(z|x_O, x_M^s) || p(z))] + H(q(x_M)),
 *     x_M^s ~ q(x_M),   z^s ~ q(z | x_O, x_M^s)
 * </pre>
 *
 * <p>by Adam, whose rate falls by a factor of ten twice. q(x_M) has an independent normal for each missing number, which
 * begins as the column's own (mean 0, sd 1; the supplement, whose cells are pixels from 0 to 1, has continuous Bernoulli
 * distributions and begins at random), and logits for each missing label. Numbers have pathwise gradients through encoder
 * and decoder. Labels have the score gradient {@code (f - b) (1[c] - p_c)}, with the mean of f in the step before as b.
 *
 * <p>The posterior of the record is the mixture of the encoder's normals at draws of q(x_M): each draw of it is a draw
 * {@code x_M ~ q(x_M)}, then {@code z ~ q(z | x_O, x_M)}, as in section 2.3. Mutable; one thread owns it.
 */
public final class QaviFeatureSearch implements PosteriorSearch {
    /** Normals of the found posterior: as many as predictive draws, fewer where codes are long. */
    private static final int MOST_MODES = 64;

    private static final int LEAST_MODES = 8;
    private static final int NUMBERS = 1 << 20;
    private static final int FALLS = 3;
    private static final float MOST_MEAN = 30;

    private final Decoder decoder;
    private final OutputHead[] heads;
    private final Encoder encoder;
    private final SearchSettings settings;
    private final RecordObjective complete;
    private final NetworkSlope network;
    private final RecordRandom random = new RecordRandom();
    private final int k;

    /** In the layout of the decoder's outputs: mean or logits of each cell. Then, as long again, rho of each number. */
    private final float[] parameters;

    private final float[] gradient;
    private final Adam adam;
    private final float[] x;
    private final float[] input;
    private final float[] epsilon;
    private final double[] sd;
    private final float[] noise;
    private final float[] z;
    private final float[] byCode;
    private final float[] byEncoded;
    private final int[] missing;
    private final float[] meanAndLogSd;
    private int missingCount;
    private double baseline;
    private final LastQuarters quarters;
    private boolean converged;

    public QaviFeatureSearch(Decoder decoder, Encoder encoder, SearchSettings settings) {
        this.decoder = decoder;
        this.encoder = encoder;
        this.settings = settings;
        quarters = new LastQuarters(settings.steps());
        heads = decoder.heads();
        complete = new RecordObjective(decoder);
        network = new NetworkSlope(encoder.network());
        k = decoder.latentSize();
        int width = decoder.network().out();
        parameters = new float[2 * width];
        gradient = new float[2 * width];
        adam = new Adam(2 * width);
        x = new float[heads.length];
        input = new float[Encoder.inputWidth(heads, encoder.maskInput())];
        epsilon = new float[heads.length];
        sd = new double[heads.length];
        noise = new float[k];
        z = new float[k];
        byCode = new float[k];
        byEncoded = new float[2 * k];
        missing = new int[heads.length];
        meanAndLogSd = new float[2 * k];
    }

    @Override
    public void search(RecordObjective record, PosteriorModes posterior) {
        begin(record);
        int steps = missingCount == 0 ? 0 : settings.steps();
        int width = decoder.network().out();
        quarters.begin();
        for (int t = 0; t < steps; t++) {
            double bound = gradient();
            adam.step(parameters, gradient, settings.rate() * QaviSearch.power(0.1, FALLS * t / steps));
            for (int i = 0; i < width; i++) {
                parameters[i] = Math.max(-MOST_MEAN, Math.min(MOST_MEAN, parameters[i]));
                parameters[width + i] = Softplus.clamp(parameters[width + i]);
            }
            quarters.add(t, bound);
        }
        converged = quarters.converged(settings.tolerance());
        store(posterior);
    }

    /** Begins a record; for a test that sets the parameters before it calls {@link #gradient}. */
    void begin(RecordObjective record) {
        System.arraycopy(record.cells(), 0, x, 0, x.length);
        random.begin(x);
        missingCount = 0;
        for (int j = 0; j < x.length; j++) {
            missing[missingCount] = j;
            missingCount += Float.isNaN(x[j]) ? 1 : 0;
        }
        int width = decoder.network().out();
        Arrays.fill(parameters, 0, width, 0);
        Arrays.fill(parameters, width, 2 * width, Softplus.ONE);
        adam.reset();
        baseline = Double.NaN;
    }

    /** The bound of equation 2 over S draws, and the gradient of its negative. */
    double gradient() {
        Arrays.fill(gradient, 0);
        int width = decoder.network().out();
        double bound = 0;
        for (int m = 0; m < missingCount; m++) {
            bound += addEntropy(missing[m]);
        }
        double mean = 0;
        for (int s = 0; s < settings.samples(); s++) {
            mean += sample() / settings.samples();
        }
        baseline = mean;
        for (int m = 0; m < missingCount; m++) {
            int rho = width + heads[missing[m]].offset();
            gradient[rho] *= (float) Softplus.slope(parameters[rho]);
        }
        return bound + mean;
    }

    /** The entropy of q(x_j), whose derivative is subtracted from the gradient. */
    private double addEntropy(int j) {
        int at = heads[j].offset();
        if (heads[j] instanceof NumberHead) {
            sd[j] = Softplus.of(parameters[decoder.network().out() + at]);
            gradient[decoder.network().out() + at] -= (float) (1 / sd[j]);
            return StrictMath.log(sd[j]) + 0.5 * (1 + Math.log(2 * Math.PI));
        }
        double entropy = 0;
        int labels = heads[j] instanceof OutputHead.Bernoulli ? 2 : heads[j].width();
        for (int c = 0; c < labels; c++) {
            entropy -= plogp(heads[j].probability(parameters, c));
        }
        for (int c = 0; c < heads[j].width(); c++) {
            // d H / d logit_c = -p_c (log p_c + H); a single logit is that of label 1, and label 0 has logit 0
            double p = heads[j].probability(parameters, labels == heads[j].width() ? c : 1);
            gradient[at + c] += (float) (plogp(p) + p * entropy);
        }
        return entropy;
    }

    private static double plogp(double p) {
        return p <= 0 ? 0 : p * StrictMath.log(p);
    }

    /** One term f of the sum; subtracts its derivative, divided by S, from the gradient. */
    private double sample() {
        draw();
        float[] encoded = network.forward(input);
        double klWeight = settings.beta() * decoder.objective().klWeight();
        double divergence = 0;
        for (int a = 0; a < k; a++) {
            double deviation = settings.point() ? 0 : StrictMath.exp(encoded[k + a]);
            noise[a] = settings.point() ? 0 : (float) (deviation * random.normal());
            z[a] = encoded[a] + noise[a];
            divergence += 0.5 * ((double) encoded[a] * encoded[a]);
            divergence += settings.point() ? 0 : 0.5 * (deviation * deviation - 1) - encoded[k + a];
        }
        complete.observe(x);
        double f = complete.gradient(z, byCode) - klWeight * divergence;
        for (int a = 0; a < k; a++) {
            double variance = StrictMath.exp(2 * encoded[k + a]);
            byEncoded[a] = (float) (byCode[a] - klWeight * encoded[a]);
            byEncoded[k + a] = settings.point() ? 0 : (float) (byCode[a] * noise[a] - klWeight * (variance - 1));
        }
        float[] byInput = network.backward(byEncoded);
        float[] outputs = complete.decode(z);
        double advantage = f - (Double.isNaN(baseline) ? f : baseline);
        for (int m = 0; m < missingCount; m++) {
            subtract(missing[m], byInput, outputs, advantage);
        }
        return f;
    }

    private void subtract(int j, float[] byInput, float[] outputs, double advantage) {
        int at = heads[j].offset();
        if (heads[j] instanceof NumberHead number) {
            double variance = decoder.objective().variance(decoder.noiseVariance()[j]);
            double slope = byInput[at] + number.slopeByValue(outputs, x[j], variance);
            gradient[at] -= (float) (slope / settings.samples());
            gradient[decoder.network().out() + at] -= (float) (slope * epsilon[j] / settings.samples());
            return;
        }
        boolean binary = heads[j] instanceof OutputHead.Bernoulli;
        for (int c = 0; c < heads[j].width(); c++) {
            int label = binary ? 1 : c;
            double score = ((int) x[j] == label ? 1 : 0) - heads[j].probability(parameters, label);
            gradient[at + c] -= (float) (advantage * score / settings.samples());
        }
    }

    /** {@code x_M ~ q(x_M)}, laid out for the encoder as a complete record. */
    private void draw() {
        for (int m = 0; m < missingCount; m++) {
            int j = missing[m];
            if (heads[j] instanceof NumberHead) {
                epsilon[j] = (float) random.normal();
                x[j] = (float) (parameters[heads[j].offset()] + sd[j] * epsilon[j]);
            } else {
                x[j] = heads[j].pick(parameters, random.uniform());
            }
        }
        Encoder.layOut(heads, encoder.maskInput(), x, input);
    }

    private void store(PosteriorModes posterior) {
        posterior.clear();
        int modes = missingCount == 0 ? 1 : mostModes();
        for (int m = 0; m < missingCount; m++) {
            int j = missing[m];
            sd[j] = Softplus.of(parameters[decoder.network().out() + heads[j].offset()]);
        }
        for (int m = 0; m < modes; m++) {
            draw();
            System.arraycopy(network.forward(input), 0, meanAndLogSd, 0, 2 * k);
            posterior.addDiagonal(meanAndLogSd, settings.point());
        }
    }

    /** Mean or logits of each cell, then rho of each number, in the layout of the decoder's outputs. */
    float[] parameters() {
        return parameters;
    }

    float[] lastGradient() {
        return gradient;
    }

    @Override
    public int mostModes() {
        return Math.max(LEAST_MODES, Math.min(MOST_MODES, NUMBERS / (k * k)));
    }

    @Override
    public int steps() {
        return missingCount == 0 ? 0 : settings.steps();
    }

    @Override
    public boolean converged() {
        return converged;
    }
}
