package io.lacuna.internal.context;

import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.DayTime;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.SlowMean;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Fills the gaps of one record at a time with the memory of its key. Its methods refer to the record that was filled
 * last. Mutable, owned by one thread, no allocation per record. The package documentation shows its use.
 *
 * <p>Let F and s be the model's mean and sd of a missing cell j from the record's other cells, in standard units; r and
 * z its last residual and value, with age a in steps; b the slow mean of its residuals up to then; and c the change since
 * that is expected from those of other numbers ({@link ExpectedChanges}), 0 if it does not follow them:
 *
 * <pre>
 * carried    m1 = F + rho_j(a) r + slow_j(a) b        s1 = s kappa_j(a)
 * own past   m2 = phi_j(a) (z + c)                    v2 = variance_j(a)
 * fill       1/S^2 = g_j / s1^2 + (1 - g_j) + lambda_j (1/v2 - 1)
 *            M     = S^2 (g_j m1 / s1^2 + lambda_j m2 / v2)
 * </pre>
 *
 * This is the product of two normals relative to a marginal N(0, 1), with exponents g for the model's and lambda for
 * the past's: with g = lambda = 1 it is Bayes' rule for two sources with independent errors. Both belong to the range of
 * the age: a young past has much in common with the model's carried prediction, an old one has not. If there is a {@link
 * ContextTables#precision}, the missing numbers of the record are filled together: {@code g / s1^2} becomes a matrix
 * with the correlations of the missing numbers given the observed ones ({@link JointFill}).
 *
 * <p>The distribution of the fill is the model's, shifted to M and scaled to S times the width of the age; at ages at which
 * context does not fill better it is the model's own ({@link FeatureContext#moves}). The probability of a category is
 * multiplied by {@code (phi [it is the last one] / share + 1 - phi)^lambda}, with its share in all records.
 */
public final class ContextImputer extends ContextPredictions {
    private final @Nullable ContextTables tables;
    private final FeatureContext[] contexts;
    private final long modelId;
    private final boolean carriesResiduals;
    private final boolean leavesOneOut;
    private final JointFill together;

    /** The record's time, and that of a remembered value. */
    private final DayTime now = new DayTime();

    private final DayTime then = new DayTime();
    private final ResidualFinder finder;

    /** Residuals of the record's observed cells, in standard units; NaN where unknown. */
    private final float[] residuals;

    /** By feature, whether its past counts at some age. */
    private final boolean[] countsAtAll;

    /** By missing cell, its kind: see {@link FeatureContext#kind}. */
    private final int[] kinds;

    /** Late residuals: of cells that are observed in the key's newest record and missing in the current one. */
    private final float[] found;

    private final ExpectedChanges expected;

    /** By missing number that follows others, its expected change from its value to this record; NaN if unknown. */
    private final float[] changes;

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
        super(model, imputer, contexts(model), modelId, maxAge);
        this.modelId = modelId;
        tables = model.context();
        contexts = contexts(model);
        carriesResiduals = Arrays.stream(contexts).anyMatch(FeatureContext::usesResidual);
        leavesOneOut = imputer.leavesOneOut();
        int d = features.size();
        finder = new ResidualFinder(imputer, contexts, leavesOneOut, d);
        together = new JointFill(d, tables == null ? new float[0] : tables.precision());
        expected = new ExpectedChanges(d, tables == null ? new float[0] : tables.changes());
        residuals = new float[d];
        changes = new float[d];
        found = new float[d];
        kinds = new int[d];
        countsAtAll = new boolean[d];
        for (int j = 0; j < contexts.length; j++) {
            countsAtAll[j] = !contexts[j].isNone();
        }
    }

    private static FeatureContext[] contexts(ImputationModel model) {
        ContextTables tables = model.context();
        return tables == null ? new FeatureContext[0] : tables.features().toArray(FeatureContext[]::new);
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
        follow(memory);
        related.take(observation);
        boolean any = false;
        for (int j = 0; j < observation.length; j++) {
            if (Double.isNaN(observation[j]) && !related.isDetermined(j)) {
                boolean remembered = countsAtAll[j] && memory.knows(j);
                kinds[j] = FeatureContext.kind(remembered, tables.age(time, memory.time(j)));
                if (remembered) {
                    any |= past.read(j, tables, memory, time, found[j], changes[j]);
                }
            }
        }
        if (any) {
            fill(tables);
        }
    }

    private void take(double[] cells, long at) {
        System.arraycopy(cells, 0, observation, 0, cells.length);
        time = at;
        past.clear();
        numbers.clear();
        Arrays.fill(residuals, Float.NaN);
        Arrays.fill(found, Float.NaN);
        Arrays.fill(changes, Float.NaN);
    }

    /** Finds the changes of missing numbers that follow others. */
    private void follow(KeyMemory memory) {
        if (expected.isNone() || memory.modelId() != modelId || !anyFollows(memory)) {
            return;
        }
        expected.clear();
        for (int j = 0; j < observation.length; j++) {
            if (!Double.isNaN(observation[j]) && features.get(j).isContinuous() && memory.isOfNewest(j)) {
                double before = contexts[j].standardize(memory.value(j), then.at(memory.time()));
                expected.add(j, contexts[j].standardize(observation[j], now.at(time)) - before);
            }
        }
        expected.run();
        for (int j = 0; j < observation.length; j++) {
            if (follows(j, memory)) {
                float change = (float) (memory.change(j) + expected.of(j));
                changes[j] = Float.isInfinite(change) ? Float.NaN : change;
            }
        }
    }

    private boolean anyFollows(KeyMemory memory) {
        boolean any = false;
        for (int j = 0; j < observation.length; j++) {
            any |= follows(j, memory);
        }
        return any;
    }

    /** Whether a number is missing and its remembered value follows others. */
    private boolean follows(int j, KeyMemory memory) {
        return Double.isNaN(observation[j]) && contexts[j].follows() && memory.knows(j);
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

    private void fill(ContextTables context) {
        together.clear();
        for (int j = 0; j < observation.length; j++) {
            if (Double.isNaN(observation[j]) && !related.isDetermined(j)) {
                if (features.get(j).isContinuous()) {
                    number(j, context);
                } else if (past.isUsed(j)) {
                    FeatureContext own = contexts[j];
                    double steps = context.age(time, past.time(j));
                    double phi = Math.max(0, ContextTables.at(own.phi(), steps, 0));
                    categories.fill(j, (int) past.value(j), phi, own.lambda()[ContextTables.range(steps)]);
                }
            }
        }
        together.run();
        for (int i = 0; i < together.count(); i++) {
            int j = together.feature(i);
            FeatureContext own = contexts[j];
            boolean used = past.isUsed(j);
            if (used || together.isJoint()) {
                double mean = own.usualAt(now.at(time)) + own.sd() * together.mean(i);
                double width = used ? own.width()[ContextTables.range(context.age(time, past.time(j)))] : 1;
                // Tables are untrusted: if their numbers overflow, the model alone fills the cell.
                if (!own.moves()[kinds[j]]
                        || !numbers.move(j, mean, width * together.sd(i) * own.sd() / imputer.sd(j))) {
                    past.drop(j);
                }
            }
        }
        relate();
    }

    /** The means with context satisfy the model's relations, as the model's own do. */
    private void relate() {
        for (int i = 0; i < related.count(); i++) {
            int j = related.feature(i);
            double sd = numbers.sd(j);
            related.set(i, numbers.mean(j), sd * sd);
        }
        related.satisfy();
        for (int i = 0; i < related.count(); i++) {
            int j = related.feature(i);
            numbers.move(j, related.fill(i), numbers.sd(j) / imputer.sd(j));
        }
    }

    private void number(int j, ContextTables context) {
        FeatureContext own = contexts[j];
        double f = own.standardize(imputer.freeMean(j), now.at(time));
        double s = imputer.sd(j) / own.sd();
        if (past.isUsed(j)) {
            double steps = context.age(time, past.time(j));
            double z = own.standardize(past.value(j), then.at(past.time(j)));
            together.add(j, own, f, s, steps, past.residual(j), past.slow(j), z, past.change(j));
        } else {
            together.add(j, f, s, 1, 0, 0);
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
            } else if (!expected.isNone() && follows(j, memory)) {
                memory.follow(j, changes[j]);
            }
        }
    }
}
