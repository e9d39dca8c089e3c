package io.lacuna.internal.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.inference.Categories;
import io.lacuna.internal.inference.relation.RelatedFills;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What is predicted of the missing cells of the record that was filled last: the model's answers, except where context
 * changed a number or a category. {@link ContextImputer} fills. Mutable, owned by one thread, no allocation per record.
 */
abstract sealed class ContextPredictions implements CellPredictions permits ContextImputer {
    final Features features;
    final Imputer imputer;

    /** The parts of the key's memory that fill the missing cells. */
    final PastSources past;

    final MovedNumbers numbers;
    final PastCategories categories;
    final RelatedFills related;

    /** The record imputed last. */
    final double[] observation;

    /** Time of that record. */
    long time;

    /**
     * @param contexts by feature; empty for a model without context
     * @param modelId residuals of other models do not count
     * @param maxAge values with a larger age do not count, in the unit of times
     */
    ContextPredictions(ImputationModel model, Imputer imputer, FeatureContext[] contexts, long modelId, long maxAge) {
        features = model.features();
        this.imputer = imputer;
        int d = features.size();
        past = new PastSources(contexts, modelId, maxAge, d);
        numbers = new MovedNumbers(imputer, d);
        related = new RelatedFills(model.relations(), imputer::within, d);
        observation = new double[d];
        int[] counts = new int[d];
        for (int j = 0; j < contexts.length; j++) {
            boolean category = !features.get(j).isContinuous() && contexts[j].usesValue();
            counts[j] = category ? features.get(j).categories() : 0;
        }
        Arrays.fill(observation, Double.NaN);
        imputer.impute(observation);
        categories = new PastCategories(imputer, counts);
    }

    /** Whether a missing cell is filled with the memory of its own feature. */
    public boolean usesContext(int feature) {
        return past.isUsed(feature);
    }

    /**
     * Whether the fill of a missing cell differs from the model's own: because of its own feature's past, or of that of
     * other missing features.
     */
    public boolean isMoved(int feature) {
        return numbers.isMoved(feature) || past.isUsed(feature);
    }

    /**
     * For a cell that {@link #usesContext}: the age of its value, time before the record; negative if it was observed
     * later.
     */
    public long age(int feature) {
        return time - past.time(feature);
    }

    /** For a cell that {@link #usesContext}: source offset of the record with that value. */
    public long sourceOffset(int feature) {
        return past.offset(feature);
    }

    /** For a cell that {@link #usesContext}: that value, in the feature's own unit; NaN if only its residual counts. */
    public double sourceValue(int feature) {
        return past.value(feature);
    }

    /** For a cell that {@link #usesContext}: residual of the value, in standard units; NaN if it does not count. */
    public float sourceResidual(int feature) {
        return past.residual(feature);
    }

    /**
     * For a cell that {@link #usesContext}: slow mean of residuals up to the value, in standard units; 0 if it does not
     * count.
     */
    public float sourceSlow(int feature) {
        return past.slow(feature);
    }

    @Override
    public double value(int feature) {
        return features.get(feature).isContinuous() ? mean(feature) : mostProbable(feature);
    }

    @Override
    public double mean(int feature) {
        return numbers.mean(feature);
    }

    @Override
    public double sd(int feature) {
        return numbers.sd(feature);
    }

    @Override
    public double cdf(int feature, double value) {
        return numbers.cdf(feature, value);
    }

    @Override
    public double quantile(int feature, double p) {
        return numbers.quantile(feature, p);
    }

    @Override
    public void intervals(double mass, double[] lower, double[] upper) {
        imputer.freeIntervals(mass, lower, upper);
        for (int j = 0; j < observation.length; j++) {
            if (features.get(j).isContinuous() && Double.isNaN(observation[j])) {
                lower[j] = numbers.place(j, lower[j]);
                upper[j] = numbers.place(j, upper[j]);
            }
        }
    }

    @Override
    public void intervals(double mass, boolean[] of, double[] lower, double[] upper) {
        imputer.freeIntervals(mass, of, lower, upper);
        for (int j = 0; j < observation.length; j++) {
            if (of[j] && features.get(j).isContinuous() && Double.isNaN(observation[j])) {
                lower[j] = numbers.place(j, lower[j]);
                upper[j] = numbers.place(j, upper[j]);
            }
        }
    }

    @Override
    public double within(int feature, double value) {
        return imputer.within(feature, value);
    }

    @Override
    public double probability(int feature, int category) {
        return past.isUsed(feature)
                ? categories.probabilities(feature)[category]
                : imputer.probability(feature, category);
    }

    @Override
    public int mostProbable(int feature) {
        return past.isUsed(feature) ? categories.mostProbable(feature) : imputer.mostProbable(feature);
    }

    @Override
    public double logLikelihood() {
        return imputer.logLikelihood();
    }

    @Override
    public int steps() {
        return imputer.steps();
    }

    @Override
    public boolean converged() {
        return imputer.converged();
    }

    @Override
    public int latentSize() {
        return imputer.latentSize();
    }

    @Override
    public void latent(float[] latentMean, float[] latentSd) {
        imputer.latent(latentMean, latentSd);
    }

    /** Draws as the model does and shifts each number as its distribution; categories come from the model alone. */
    @Override
    public void draw(SplittableRandom random, double[] into) {
        imputer.freeDraw(random, into);
        for (int j = 0; j < observation.length; j++) {
            if (features.get(j).isContinuous() && Double.isNaN(observation[j])) {
                into[j] = numbers.place(j, into[j]);
            }
        }
        relate(into);
        for (int j = 0; j < observation.length; j++) {
            if (past.isUsed(j) && categories.counts(j)) {
                into[j] = Categories.draw(categories.probabilities(j), random.nextDouble());
            }
        }
    }

    /** Draws that context moved satisfy the relations; the model's own do so already. */
    private void relate(double[] into) {
        boolean moved = false;
        for (int i = 0; i < related.count(); i++) {
            moved |= numbers.isMoved(related.feature(i));
        }
        for (int i = 0; i < related.count() && moved; i++) {
            double sd = numbers.sd(related.feature(i));
            related.set(i, into[related.feature(i)], sd * sd);
        }
        if (moved) {
            related.satisfy();
        }
        for (int i = 0; i < related.count() && moved; i++) {
            into[related.feature(i)] = related.fill(i);
        }
    }
}
