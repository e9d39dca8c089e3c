package io.lacuna.internal.inference.boosting;

import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.inference.Categories;
import io.lacuna.internal.inference.ClosedFormKernel;
import io.lacuna.internal.inference.MarginalKernel;
import io.lacuna.internal.numerics.Normal;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Serves {@link BoostedTrees}. A cell is predicted when it is asked for. A number is normal about the trees' sum, with
 * the spread of its feature for this many observed cells. The trees have no latent code and no joint density: the
 * likelihood is that of independent features.
 *
 * <p>Mutable; one thread owns it. A record allocates nothing.
 */
public final class BoostedTreesKernel implements ClosedFormKernel {
    /** No category gets a smaller probability: trees are not certain. */
    private static final double LEAST_PROBABILITY = 1e-3;

    private final BoostedTrees trees;
    private final int fromBag;
    private final int toBag;
    private final Standardizer standardizer;
    private final TreeInputs tree;
    private final MarginalKernel marginal;
    private final int d;
    private final double[] cells;
    private final boolean[] missing;
    private final float[] inputs;
    private int observed;

    /** By feature, whether it is predicted for the current record; the mean in standard units; probabilities. */
    private final boolean[] known;

    private final float[] centre;
    private final double[][] probabilities;

    /** For draws: the inputs with the cells drawn so far, and the probabilities of one feature. */
    private final float[] drawn;

    private final double[][] drawnProbabilities;

    /** A kernel of all bags. */
    public BoostedTreesKernel(BoostedTrees trees, Features features) {
        this(trees, features, 0, trees.bags());
    }

    /** A kernel of the bags from one to before another. */
    public BoostedTreesKernel(BoostedTrees trees, Features features, int fromBag, int toBag) {
        this.trees = trees;
        this.fromBag = fromBag;
        this.toBag = toBag;
        standardizer = trees.marginals().standardizer();
        tree = new TreeInputs(features, standardizer);
        marginal = new MarginalKernel(trees.marginals());
        d = features.size();
        cells = new double[d];
        missing = new boolean[d];
        inputs = new float[tree.size()];
        drawn = new float[tree.size()];
        known = new boolean[d];
        centre = new float[d];
        probabilities = new double[d][];
        drawnProbabilities = new double[d][];
        for (int j = 0; j < d; j++) {
            probabilities[j] = new double[features.get(j).categories()];
            drawnProbabilities[j] = new double[features.get(j).categories()];
        }
    }

    @Override
    public void infer(double[] observation) {
        Arrays.fill(known, false);
        observed = 0;
        for (int j = 0; j < d; j++) {
            int labels = probabilities[j].length;
            double cell = observation[j];
            // A label that is not in the model's list counts as missing.
            cells[j] = labels == 0 || cell >= 0 && cell < labels ? cell : Double.NaN;
            missing[j] = Double.isNaN(cells[j]);
            observed += missing[j] ? 0 : 1;
            tree.write(j, cells[j], inputs, 0);
        }
        marginal.infer(cells);
    }

    @Override
    public double logLikelihood() {
        return marginal.logLikelihood();
    }

    @Override
    public boolean hasLikelihood() {
        return false;
    }

    /** The trees' prediction in standard units. */
    private float predict(int feature, float[] from) {
        return trees.forests()[feature][0].sum(from, 0, fromBag, toBag) / (toBag - fromBag);
    }

    /** Writes the probabilities of a feature's categories. */
    private void predict(int feature, float[] from, double[] into) {
        Forest[] forests = trees.forests()[feature];
        double[] shares = trees.marginals().shares()[feature];
        double sum = 0;
        for (int c = 0; c < into.length; c++) {
            boolean complement = forests.length == 1 && c == 0;
            double raw = complement
                    ? 0
                    : shares[c] + forests[forests.length == 1 ? 0 : c].sum(from, 0, fromBag, toBag) / (toBag - fromBag);
            into[c] = complement ? 0 : Math.max(LEAST_PROBABILITY, Math.min(1 - LEAST_PROBABILITY, raw));
            sum += into[c];
        }
        if (forests.length == 1) {
            into[0] = 1 - into[1];
            return;
        }
        for (int c = 0; c < into.length; c++) {
            into[c] /= sum;
        }
    }

    private boolean isPredicted(int feature) {
        return trees.forests()[feature].length > 0;
    }

    private void know(int feature) {
        if (!known[feature]) {
            known[feature] = true;
            if (probabilities[feature].length > 0) {
                predict(feature, inputs, probabilities[feature]);
            } else {
                centre[feature] = predict(feature, inputs);
            }
        }
    }

    private double spread(int feature, int others) {
        return trees.spread()[feature][others];
    }

    @Override
    public double mean(int feature) {
        if (!isPredicted(feature)) {
            return marginal.mean(feature);
        }
        know(feature);
        return standardizer.restore(feature, centre[feature]);
    }

    @Override
    public double variance(int feature) {
        if (!isPredicted(feature)) {
            return marginal.variance(feature);
        }
        double sd = spread(feature, observed) * standardizer.sd()[feature];
        return sd * sd;
    }

    @Override
    public boolean isSmooth(int feature) {
        return true;
    }

    @Override
    public double cdf(int feature, double value) {
        if (!isPredicted(feature)) {
            return marginal.cdf(feature, value);
        }
        know(feature);
        return Normal.cdf((standardizer.standardize(feature, value) - centre[feature]) / spread(feature, observed));
    }

    @Override
    public boolean leavesOneOut() {
        return true;
    }

    /** Exactly what hiding the cell gives: no tree of a feature asks for that feature. */
    @Override
    public void leaveOneOut(double[] mean, double[] sd) {
        for (int j = 0; j < d; j++) {
            if (!missing[j] && probabilities[j].length == 0) {
                mean[j] = mean(j);
                sd[j] = standardizer.sd()[j] * (isPredicted(j) ? spread(j, observed - 1) : 1);
            }
        }
    }

    @Override
    public double probability(int feature, int category) {
        if (!isPredicted(feature)) {
            return marginal.probability(feature, category);
        }
        know(feature);
        return probabilities[feature][category];
    }

    @Override
    public int latentSize() {
        return 0;
    }

    @Override
    public void latent(float[] mean, float[] sd, int offset) {
        // Trees have no latent code.
    }

    /** Draws one cell after another, each given the observed cells and those drawn before. */
    @Override
    public void draw(SplittableRandom random, double[] into) {
        System.arraycopy(inputs, 0, drawn, 0, drawn.length);
        int others = observed;
        for (int j = 0; j < d; j++) {
            if (missing[j]) {
                into[j] = draw(j, others, random);
                tree.write(j, into[j], drawn, 0);
                others++;
            }
        }
    }

    private double draw(int feature, int others, SplittableRandom random) {
        double[] of = drawnProbabilities[feature];
        if (of.length > 0) {
            if (isPredicted(feature)) {
                predict(feature, drawn, of);
            }
            return Categories.draw(
                    isPredicted(feature) ? of : trees.marginals().shares()[feature], random.nextDouble());
        }
        double noise = random.nextGaussian();
        return standardizer.restore(
                feature, isPredicted(feature) ? predict(feature, drawn) + spread(feature, others) * noise : noise);
    }
}
