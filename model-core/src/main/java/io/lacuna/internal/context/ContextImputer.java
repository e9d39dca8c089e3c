package io.lacuna.internal.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Fills the gaps of one record at a time with what is remembered of its key, and answers questions about the record it filled
 * last. Mutable, owned by one thread, allocates nothing a record. The package says how it is used.
 *
 * <p>With F and s mean and sd of what the model alone says of a missing cell j, in standard units, r its residual at the last
 * value z, both of an age of a steps:
 *
 * <pre>
 * carried    m1 = F + rho_j(a) r                      s1 = s min(kappa_j(a), 1)
 * own past   m2 = phi_j(a) z                          v2 = v_j(a)
 * evidence   w2 = 1/v2 - 1,  y = m2 / v2 / w2         what the past adds to the marginal N(0, 1)
 * fill       M = (m1/s1^2 + lambda_j w2 y) / (1/s1^2 + lambda_j w2),   S^2 = 1 / (1/s1^2 + lambda_j w2)
 * </pre>
 *
 * The fill's distribution is the model's, moved to M and scaled to S times the width of the age. A residual is found when a gap
 * begins: the key's newest record is inferred again with the newly missing cells hidden.
 */
public final class ContextImputer implements CellPredictions {
    private static final int ONE_BY_ONE = 2;

    private final Features features;
    private final Imputer imputer;
    private final @Nullable ContextTables tables;
    private final FeatureContext[] contexts;
    private final long modelId;

    /** The record imputed last. */
    private final double[] observation;

    private long time;
    private @Nullable KeyMemory memory;

    /** The key's newest record, and which of its cells the record at hand misses. */
    private final double[] newest;

    private final boolean[] begins;
    private final float[] found;

    /** By feature, where context counts: age in steps, residual or NaN, place and scale against the model's own. */
    private final boolean[] used;

    private final double[] age;
    private final float[] residual;
    private final double[] modelMean;
    private final double[] mean;
    private final double[] scale;

    /**
     * @param imputer of that model; others may use it between records
     * @param modelId what tells the model from others, such as the number of its generation
     */
    public ContextImputer(ImputationModel model, Imputer imputer, long modelId) {
        features = model.features();
        this.imputer = imputer;
        this.modelId = modelId;
        tables = model.context();
        contexts = tables == null ? new FeatureContext[0] : tables.features().toArray(FeatureContext[]::new);
        int d = features.size();
        observation = new double[d];
        newest = new double[d];
        begins = new boolean[d];
        found = new float[d];
        used = new boolean[d];
        age = new double[d];
        residual = new float[d];
        modelMean = new double[d];
        mean = new double[d];
        scale = new double[d];
    }

    /**
     * Infers a record by itself, but for the calendar.
     *
     * @param cells d cells in the model's order, {@code NaN} = missing; only read
     * @param at the record's time, in the unit of the model's step; milliseconds since 1970 UTC where a calendar counts
     */
    public void impute(double[] cells, long at) {
        take(cells, at, null);
        imputer.impute(observation, time);
    }

    /**
     * Infers a record with what is remembered of its key. The memory is only read, here and until {@link #remember}.
     *
     * @param cells as {@link #impute(double[], long)}
     */
    public void impute(double[] cells, long at, KeyMemory of) {
        take(cells, at, of);
        if (tables == null || of.isEmpty()) {
            imputer.impute(observation, time);
            return;
        }
        findResiduals(tables, of);
        imputer.impute(observation, time);
        for (int j = 0; j < observation.length; j++) {
            if (Double.isNaN(observation[j]) && features.get(j).isContinuous() && of.knows(j)) {
                combine(j, tables, of);
            }
        }
    }

    private void take(double[] cells, long at, @Nullable KeyMemory of) {
        System.arraycopy(cells, 0, observation, 0, cells.length);
        time = at;
        memory = of;
        Arrays.fill(used, false);
        Arrays.fill(found, Float.NaN);
    }

    /** Residuals of cells that the key's newest record shows and this one misses: those gaps begin. */
    private void findResiduals(ContextTables context, KeyMemory of) {
        int count = 0;
        boolean inReach = context.age(time, of.time) <= ContextTables.lastLag();
        for (int j = 0; j < begins.length; j++) {
            boolean last = of.isOfNewest(j);
            newest[j] = last ? of.value[j] : Double.NaN;
            begins[j] = last
                    && Double.isNaN(observation[j])
                    && features.get(j).isContinuous()
                    && contexts[j].usesResidual();
            count += begins[j] ? 1 : 0;
        }
        if (count > 0 && inReach) {
            residuals(newest, of.time, begins, found);
        }
    }

    /**
     * Residuals of some cells of a record: one by one where they are few, all hidden together where they are many. A function
     * of its arguments and the model alone, for audits. The imputer speaks of no record afterwards.
     *
     * @param record d cells, NaN = missing; all are as before afterwards
     * @param at its time
     * @param of which cells, observed and continuous
     * @param into receives the residuals in standard units, NaN where none was asked for
     */
    public void residuals(double[] record, long at, boolean[] of, float[] into) {
        int count = 0;
        for (boolean asked : of) {
            count += asked ? 1 : 0;
        }
        Arrays.fill(into, Float.NaN);
        if (count <= ONE_BY_ONE) {
            for (int j = 0; j < of.length; j++) {
                if (of[j]) {
                    double value = record[j];
                    record[j] = Double.NaN;
                    imputer.impute(record, at);
                    record[j] = value;
                    into[j] = residual(j, value);
                }
            }
            return;
        }
        double[] hidden = modelMean; // Free until the record itself is inferred.
        for (int j = 0; j < of.length; j++) {
            hidden[j] = record[j];
            record[j] = of[j] ? Double.NaN : record[j];
        }
        imputer.impute(record, at);
        for (int j = 0; j < of.length; j++) {
            record[j] = hidden[j];
            into[j] = of[j] ? residual(j, record[j]) : Float.NaN;
        }
    }

    private float residual(int j, double value) {
        return (float) ((value - imputer.mean(j)) / contexts[j].sd());
    }

    private void combine(int j, ContextTables context, KeyMemory of) {
        FeatureContext own = contexts[j];
        double a = context.age(time, of.valueTime[j]);
        float r = of.isOfNewest(j) ? found[j] : of.modelId == modelId ? of.residual[j] : Float.NaN;
        double rho = Float.isNaN(r) ? 0 : ContextTables.at(own.rho(), a, 0);
        double phi = own.lambda() == 0 ? 0 : ContextTables.at(own.phi(), a, 0);
        if (rho == 0 && phi == 0) {
            return;
        }
        double kappa = rho == 0 ? 1 : ContextTables.at(own.kappa(), a, 1);
        double v2 = phi == 0 ? 1 : ContextTables.at(own.variance(), a, 1);
        double f = imputer.mean(j);
        double s = imputer.sd(j) / own.sd();
        double m1 = own.standardize(f) + rho * r(r);
        double precision = 1 / (s * s * kappa * kappa);
        double evidence = own.lambda() * (1 / v2 - 1);
        double y = evidence == 0 ? 0 : phi * own.standardize(of.value[j]) / (1 - v2);
        double together = precision + evidence;
        used[j] = true;
        age[j] = a;
        residual[j] = rho == 0 ? Float.NaN : r;
        modelMean[j] = f;
        mean[j] = own.mean() + own.sd() * (m1 * precision + evidence * y) / together;
        scale[j] = own.width()[ContextTables.range(a)] / (Math.sqrt(together) * s);
    }

    private static double r(float r) {
        return Float.isNaN(r) ? 0 : r;
    }

    /**
     * Takes the record that was imputed last into a memory: its values, and the residuals of the gaps that it begins.
     *
     * @param into the memory it was imputed with, or an empty one
     * @param offset of the record in its source
     */
    public void remember(KeyMemory into, long offset) {
        if (!into.empty && time < into.time) {
            return;
        }
        for (int j = 0; j < observation.length; j++) {
            if (!Double.isNaN(observation[j])) {
                into.value[j] = observation[j];
                into.valueTime[j] = time;
                into.valueOffset[j] = offset;
                into.residual[j] = Float.NaN;
            } else if (into.isOfNewest(j)) {
                into.residual[j] = into == memory ? found[j] : Float.NaN;
            } else if (into.modelId != modelId) {
                into.residual[j] = Float.NaN;
            }
        }
        into.empty = false;
        into.modelId = modelId;
        into.time = time;
        into.offset = offset;
    }

    /** Whether a missing cell is filled with something that is remembered of its key. */
    public boolean usesContext(int feature) {
        return used[feature];
    }

    /** How long before the record the value was observed that a cell is filled with, in the unit of times; negative where after. */
    public long age(int feature) {
        return time - memory().valueTime[feature];
    }

    /** Source offset of the record with that value. */
    public long sourceOffset(int feature) {
        return memory().valueOffset[feature];
    }

    /** That value, in the feature's own unit. */
    public double sourceValue(int feature) {
        return memory().value[feature];
    }

    /** The residual carried, in standard units; NaN where the cell is filled with the value alone. */
    public float residual(int feature) {
        return residual[feature];
    }

    private KeyMemory memory() {
        if (memory == null) {
            throw new IllegalStateException("the record was imputed without a memory");
        }
        return memory;
    }

    @Override
    public double value(int feature) {
        return used[feature] ? mean[feature] : imputer.value(feature);
    }

    @Override
    public double mean(int feature) {
        return used[feature] ? mean[feature] : imputer.mean(feature);
    }

    @Override
    public double sd(int feature) {
        return used[feature] ? imputer.sd(feature) * scale[feature] : imputer.sd(feature);
    }

    @Override
    public double cdf(int feature, double value) {
        double there = used[feature] ? modelMean[feature] + (value - mean[feature]) / scale[feature] : value;
        return imputer.cdf(feature, there);
    }

    @Override
    public double quantile(int feature, double p) {
        return moved(feature, imputer.quantile(feature, p));
    }

    @Override
    public void intervals(double mass, double[] lower, double[] upper) {
        imputer.intervals(mass, lower, upper);
        for (int j = 0; j < used.length; j++) {
            if (used[j]) {
                lower[j] = moved(j, lower[j]);
                upper[j] = moved(j, upper[j]);
            }
        }
    }

    /** A place in the model's own distribution of a cell, moved to where the context puts it. */
    private double moved(int feature, double place) {
        return used[feature] ? mean[feature] + scale[feature] * (place - modelMean[feature]) : place;
    }

    @Override
    public double probability(int feature, int category) {
        return imputer.probability(feature, category);
    }

    @Override
    public int mostProbable(int feature) {
        return imputer.mostProbable(feature);
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

    @Override
    public void draw(SplittableRandom random, double[] into) {
        imputer.draw(random, into);
        for (int j = 0; j < used.length; j++) {
            if (used[j]) {
                into[j] = moved(j, into[j]);
            }
        }
    }
}
