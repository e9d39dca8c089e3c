package io.lacuna.internal.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.SlowMean;
import io.lacuna.internal.inference.Categories;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Fills the gaps of one record at a time with the memory of its key. Its methods refer to the record that was filled
 * last. Mutable, owned by one thread, no allocation per record. The package documentation shows its use.
 *
 * <p>Let F and s be the model's mean and sd of a missing cell j from the record's other cells, in standard units; r and
 * z its last residual and value, with age a in steps; and b the slow mean of its residuals up to then:
 *
 * <pre>
 * carried    m1 = F + rho_j(a) r + slow_j(a) b        s1 = s kappa_j(a)
 * own past   m2 = phi_j(a) z                          v2 = variance_j(a)
 * fill       1/S^2 = g_j / s1^2 + (1 - g_j) + lambda_j (1/v2 - 1)
 *            M     = S^2 (g_j m1 / s1^2 + lambda_j m2 / v2)
 * </pre>
 *
 * This is the product of two normals relative to a marginal N(0, 1), with exponents g for the model's and lambda for
 * the past's: with g = lambda = 1 it is Bayes' rule for two sources with independent errors. If there is a {@link
 * ContextTables#precision}, the missing numbers of the record are filled together: {@code g / s1^2} becomes a matrix
 * with the correlations of the missing numbers given the observed ones ({@link JointFill}).
 *
 * <p>The distribution of the fill is the model's, shifted to M and scaled to S times the width of the age. The probability of
 * a category is multiplied by {@code (phi [it is the last one] / share + 1 - phi)^lambda}, with its share in all records.
 */
public final class ContextImputer implements CellPredictions {
    private final Features features;
    private final Imputer imputer;
    private final @Nullable ContextTables tables;
    private final FeatureContext[] contexts;
    private final long modelId;
    private final long maxAge;
    private final boolean carriesResiduals;
    private final boolean leavesOneOut;
    private final JointFill together;
    private final ResidualFinder finder;

    /** [feature][category] shares in all records, for categories whose past counts; empty for others. */
    private final double[][] shares;

    /** The record imputed last. */
    private final double[] observation;

    private long time;

    /** Residuals of the record's observed cells, in standard units; NaN where unknown. */
    private final float[] residuals;

    /** Late residuals: of cells that are observed in the key's newest record and missing in the current one. */
    private final float[] found;

    /** By feature, for missing cells: whether its own past counts, and which parts of it. */
    private final boolean[] used;

    private final long[] sourceTime;
    private final long[] sourceOffset;
    private final double[] sourceValue;
    private final float[] sourceResidual;
    private final float[] sourceSlow;

    /**
     * By feature, for missing numbers that context changes: the model's mean, and mean and scale of the fill relative
     * to it.
     */
    private final boolean[] moved;

    private final double[] modelMean;
    private final double[] mean;
    private final double[] scale;
    private final double[][] probability;

    /**
     * An imputer with context up to the largest age that the model uses.
     *
     * @param imputer an imputer of that model; others may use it between records
     * @param modelId identifies the model, for example the number of its generation
     */
    public ContextImputer(ImputationModel model, Imputer imputer, long modelId) {
        this(model, imputer, modelId, Long.MAX_VALUE);
    }

    /**
     * An imputer with context up to the given age.
     *
     * @param maxAge values with a larger age do not count, in the unit of times
     */
    public ContextImputer(ImputationModel model, Imputer imputer, long modelId, long maxAge) {
        features = model.features();
        this.imputer = imputer;
        this.modelId = modelId;
        this.maxAge = maxAge;
        tables = model.context();
        contexts = tables == null ? new FeatureContext[0] : tables.features().toArray(FeatureContext[]::new);
        carriesResiduals = Arrays.stream(contexts).anyMatch(FeatureContext::usesResidual);
        leavesOneOut = imputer.leavesOneOut();
        finder = new ResidualFinder(imputer, contexts, leavesOneOut, features.size());
        int d = features.size();
        together = new JointFill(d, tables == null ? new float[0] : tables.precision());
        observation = new double[d];
        residuals = new float[d];
        found = new float[d];
        used = new boolean[d];
        sourceTime = new long[d];
        sourceOffset = new long[d];
        sourceValue = new double[d];
        sourceResidual = new float[d];
        sourceSlow = new float[d];
        moved = new boolean[d];
        modelMean = new double[d];
        mean = new double[d];
        scale = new double[d];
        probability = new double[d][];
        shares = new double[d][];
        Arrays.fill(observation, Double.NaN);
        imputer.impute(observation);
        for (int j = 0; j < d; j++) {
            boolean counts = tables != null && !features.get(j).isContinuous() && contexts[j].usesValue();
            int categories = counts ? features.get(j).categories() : 0;
            shares[j] = new double[categories];
            probability[j] = new double[categories];
            for (int c = 0; c < categories; c++) {
                shares[j][c] = Math.max(1e-9, imputer.probability(j, c));
            }
        }
    }

    /**
     * Infers a record without memory, but with the calendar.
     *
     * @param cells d cells in the model's order, {@code NaN} = missing; only read
     * @param at the record's time, in the unit of the model's step; milliseconds since 1970 UTC where a calendar counts
     */
    public void impute(double[] cells, long at) {
        take(cells, at);
        infer();
    }

    /**
     * Infers a record with the memory of its key. The memory is only read.
     *
     * @param cells as {@link #impute(double[], long)}
     */
    public void impute(double[] cells, long at, KeyMemory memory) {
        take(cells, at);
        if (tables == null || memory.isEmpty()) {
            infer();
            return;
        }
        if (carriesResiduals && !leavesOneOut) {
            finder.late(observation, memory, found);
        }
        infer();
        boolean any = false;
        for (int j = 0; j < observation.length; j++) {
            if (Double.isNaN(observation[j]) && memory.knows(j) && !contexts[j].isNone()) {
                any |= use(j, tables, memory);
            }
        }
        if (any) {
            fill(tables);
        }
    }

    private void take(double[] cells, long at) {
        System.arraycopy(cells, 0, observation, 0, cells.length);
        time = at;
        Arrays.fill(used, false);
        Arrays.fill(moved, false);
        Arrays.fill(residuals, Float.NaN);
        Arrays.fill(found, Float.NaN);
    }

    private void infer() {
        imputer.impute(observation, time);
        if (carriesResiduals && leavesOneOut) {
            finder.ofObserved(observation, residuals);
        }
    }

    /**
     * Computes residuals of some cells of a record, in standard units: a function of its arguments and the model only,
     * for audits. Afterwards the imputer has no current record. See {@link ResidualFinder#find}.
     */
    public void findResiduals(double[] record, long at, boolean[] of, float[] into) {
        finder.find(record, at, of, into);
    }

    /** Reads the memory of a missing cell's feature, if it counts at its age. */
    private boolean use(int j, ContextTables context, KeyMemory memory) {
        double ageSteps = context.age(time, memory.time(j));
        if (Math.abs((double) time - memory.time(j)) > maxAge) {
            return false;
        }
        FeatureContext own = contexts[j];
        boolean current = memory.modelId() == modelId;
        float residual = !Float.isNaN(found[j]) ? found[j] : current ? memory.residual(j) : Float.NaN;
        residual = ContextTables.at(own.rho(), ageSteps, 0) == 0 ? Float.NaN : residual;
        float slow = current ? memory.slow(j) : 0;
        slow = ContextTables.slowAt(own.slow(), ageSteps) == 0 ? 0 : slow;
        boolean counts = own.usesValue() && ContextTables.at(own.phi(), ageSteps, 0) != 0;
        used[j] = counts || !Float.isNaN(residual) || slow != 0;
        sourceTime[j] = memory.time(j);
        sourceOffset[j] = memory.offset(j);
        sourceValue[j] = counts ? memory.value(j) : Double.NaN;
        sourceResidual[j] = residual;
        sourceSlow[j] = slow;
        return used[j];
    }

    private void fill(ContextTables context) {
        together.clear();
        for (int j = 0; j < observation.length; j++) {
            if (Double.isNaN(observation[j])) {
                if (features.get(j).isContinuous()) {
                    witnesses(j, context);
                } else if (used[j]) {
                    categories(j, context);
                }
            }
        }
        together.run();
        for (int i = 0; i < together.count(); i++) {
            int j = together.feature(i);
            FeatureContext own = contexts[j];
            moved[j] = used[j] || together.isJoint();
            if (!moved[j]) {
                continue;
            }
            modelMean[j] = imputer.freeMean(j);
            mean[j] = own.mean() + own.sd() * together.mean(i);
            double width = used[j] ? own.width()[ContextTables.range(context.age(time, sourceTime[j]))] : 1;
            scale[j] = width * together.sd(i) * own.sd() / imputer.sd(j);
            if (!Double.isFinite(mean[j]) || !(scale[j] > 0) || Double.isInfinite(scale[j])) {
                // Tables are untrusted: if their numbers overflow, the model alone fills the cell.
                moved[j] = false;
                used[j] = false;
            }
        }
    }

    private void witnesses(int j, ContextTables context) {
        FeatureContext own = contexts[j];
        double f = own.standardize(imputer.freeMean(j));
        double s = imputer.sd(j) / own.sd();
        if (!used[j]) {
            together.add(j, f, s, 1, 0, 0);
            return;
        }
        double steps = context.age(time, sourceTime[j]);
        together.add(j, own, f, s, steps, sourceResidual[j], sourceSlow[j], sourceValue[j]);
    }

    private void categories(int j, ContextTables context) {
        FeatureContext own = contexts[j];
        double phi = Math.max(0, ContextTables.at(own.phi(), context.age(time, sourceTime[j]), 0));
        double sum = 0;
        for (int c = 0; c < probability[j].length; c++) {
            double ratio = (c == (int) sourceValue[j] ? phi / shares[j][c] : 0) + 1 - phi;
            probability[j][c] = imputer.probability(j, c) * StrictMath.pow(Math.max(ratio, 1e-9), own.lambda());
            sum += probability[j][c];
        }
        for (int c = 0; c < probability[j].length; c++) {
            probability[j][c] /= sum;
        }
    }

    /**
     * Adds the record that was imputed last to its key's memory.
     *
     * @param memory memory of the key; the one the record was imputed with, or an empty one
     * @param offset source offset of the record
     */
    public void remember(KeyMemory memory, long offset) {
        if (!memory.takes(time)) {
            return;
        }
        for (int j = 0; j < observation.length; j++) {
            if (!Float.isNaN(found[j]) && memory.isOfNewest(j)) {
                memory.find(j, found[j]);
            }
        }
        memory.begin(time, offset, modelId, tables == null ? 0 : SlowMean.bucket(time, tables.step()));
        for (int j = 0; j < observation.length; j++) {
            if (!Double.isNaN(observation[j])) {
                memory.take(j, observation[j], residuals[j]);
            }
        }
    }

    /** Whether a missing cell is filled with the memory of its own feature. */
    public boolean usesContext(int feature) {
        return used[feature];
    }

    /**
     * Whether the fill of a missing cell differs from the model's own: because of its own feature's past, or of that of
     * other missing features.
     */
    public boolean isMoved(int feature) {
        return moved[feature] || used[feature];
    }

    /**
     * For a cell that {@link #usesContext}: the age of its value, time before the record; negative if it was observed
     * later.
     */
    public long age(int feature) {
        return time - sourceTime[feature];
    }

    /** For a cell that {@link #usesContext}: source offset of the record with that value. */
    public long sourceOffset(int feature) {
        return sourceOffset[feature];
    }

    /** For a cell that {@link #usesContext}: that value, in the feature's own unit; NaN if only its residual counts. */
    public double sourceValue(int feature) {
        return sourceValue[feature];
    }

    /** For a cell that {@link #usesContext}: residual of the value, in standard units; NaN if it does not count. */
    public float sourceResidual(int feature) {
        return sourceResidual[feature];
    }

    /**
     * For a cell that {@link #usesContext}: slow mean of residuals up to the value, in standard units; 0 if it does not
     * count.
     */
    public float sourceSlow(int feature) {
        return sourceSlow[feature];
    }

    @Override
    public double value(int feature) {
        return features.get(feature).isContinuous() ? mean(feature) : mostProbable(feature);
    }

    @Override
    public double mean(int feature) {
        return moved[feature] ? imputer.within(feature, mean[feature]) : imputer.mean(feature);
    }

    @Override
    public double sd(int feature) {
        return moved[feature] ? imputer.sd(feature) * scale[feature] : imputer.sd(feature);
    }

    @Override
    public double cdf(int feature, double value) {
        double there = moved[feature] ? modelMean[feature] + (value - mean[feature]) / scale[feature] : value;
        double within = imputer.within(feature, value);
        return value == within ? imputer.freeCdf(feature, there) : value < within ? 0 : 1;
    }

    @Override
    public double quantile(int feature, double p) {
        return imputer.within(feature, moved(feature, imputer.freeQuantile(feature, p)));
    }

    @Override
    public void intervals(double mass, double[] lower, double[] upper) {
        imputer.freeIntervals(mass, lower, upper);
        for (int j = 0; j < moved.length; j++) {
            if (features.get(j).isContinuous() && Double.isNaN(observation[j])) {
                lower[j] = within(j, moved(j, lower[j]));
                upper[j] = within(j, moved(j, upper[j]));
            }
        }
    }

    @Override
    public double within(int feature, double value) {
        return imputer.within(feature, value);
    }

    /** Maps a point of the model's own distribution of a cell to the distribution with context. */
    private double moved(int feature, double place) {
        return moved[feature] ? mean[feature] + scale[feature] * (place - modelMean[feature]) : place;
    }

    @Override
    public double probability(int feature, int category) {
        return used[feature] ? probability[feature][category] : imputer.probability(feature, category);
    }

    @Override
    public int mostProbable(int feature) {
        if (!used[feature]) {
            return imputer.mostProbable(feature);
        }
        int best = 0;
        for (int c = 1; c < probability[feature].length; c++) {
            best = probability[feature][c] > probability[feature][best] ? c : best;
        }
        return best;
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
        for (int j = 0; j < moved.length; j++) {
            if (features.get(j).isContinuous() && Double.isNaN(observation[j])) {
                into[j] = within(j, moved(j, into[j]));
            }
        }
        for (int j = 0; j < used.length; j++) {
            if (used[j] && probability[j].length > 0) {
                into[j] = Categories.draw(probability[j], random.nextDouble());
            }
        }
    }
}
