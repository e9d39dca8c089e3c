package io.lacuna.internal.context.tables;

import io.lacuna.data.Features;
import io.lacuna.internal.numerics.LowerTriangular;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The context part of a model: how the past of a key counts for each feature, and the calendar. Immutable.
 *
 * <p>Ages are in steps: a difference of times divided by {@code step}. Tables are given at {@link #LAGS} and
 * interpolated linearly; below the first lag they are constant, beyond the last the past does not count.
 *
 * @param step usual time between records of a key, in the unit of the records' times, above zero
 * @param calendar the cycles whose columns follow the features
 * @param features one entry per feature of the model, in its order
 * @param precision inverse covariance of the features in training, in standard units, for filling missing numbers
 *     together: lower triangle row by row, d (d + 1) / 2 numbers; empty if each number is filled separately
 * @param changes changes of the features from one record of a key to the next, in standard units: lower triangle row by row,
 *     with their sds in the diagonal and their correlations below it; empty if no feature follows others
 */
public record ContextTables(
        double step, Calendar calendar, List<FeatureContext> features, float[] precision, float[] changes) {
    private static final float MOST_PRECISION = 1e6f;

    /** Smallest eigenvalue of a precision: below it, filling missing numbers together could overflow. */
    private static final double LEAST_EIGENVALUE = 1e-4;

    /** Bounds of the sd of changes. */
    private static final float LEAST_CHANGE = 1e-6f;

    private static final float MOST_CHANGE = 1e3f;

    /** Version of the bytes. */
    public static final int FORMAT_VERSION = 5;

    /** An earlier version, in which a feature has the same weights at all ages. */
    private static final int FORMAT_WITH_ONE_WEIGHT = 1;

    /** The first version that stores which kinds of cells context moves; before, it moved all. */
    private static final int FORMAT_WITH_MOVES = 3;

    /** The first version that stores usual days. */
    private static final int FORMAT_WITH_USUAL_DAYS = 4;

    /** The first version that stores how numbers follow others. */
    private static final int FORMAT_WITH_FOLLOWING = 5;

    /** Lags at which tables are given, in steps. */
    static final int[] LAGS = {1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 30, 36, 48, 60, 72, 96, 120};

    /**
     * Largest number of features whose missing numbers are filled together: the work grows with the cube of their
     * number.
     */
    public static final int MOST_TOGETHER = 64;

    /** First age of each range of ages with its own width, in steps: 1, 2-6, 7-24, beyond. */
    static final int[] AGES = {1, 2, 7, 25};

    public ContextTables {
        features = List.copyOf(features);
        if (!(step > 0) || Double.isInfinite(step)) {
            throw new IllegalArgumentException("a step must be above zero, not " + step);
        }
        int d = features.size();
        if (precision.length != 0 && precision.length != d * (d + 1) / 2) {
            throw new IllegalArgumentException(
                    "a precision of " + precision.length + " numbers for " + d + " features");
        }
        boolean follows = features.stream().anyMatch(FeatureContext::follows);
        if (changes.length != (follows ? d * (d + 1) / 2 : 0)) {
            throw new IllegalArgumentException("changes of " + changes.length + " numbers for " + d + " features");
        }
    }

    /** Tables in which no feature follows others. */
    public ContextTables(double step, Calendar calendar, List<FeatureContext> features, float[] precision) {
        this(step, calendar, features, precision, new float[0]);
    }

    /** The lags at which tables are given, in steps; a copy. */
    public static int[] lags() {
        return LAGS.clone();
    }

    /** First ages, in steps, of the ranges with their own widths; a copy. */
    public static int[] ages() {
        return AGES.clone();
    }

    /** The range of an age: an index into {@link #ages}. */
    public static int range(double steps) {
        int range = 0;
        while (range + 1 < AGES.length && steps >= AGES[range + 1] - 0.5) {
            range++;
        }
        return range;
    }

    /** The largest age at which the past counts, in steps. */
    public static int lastLag() {
        return LAGS[LAGS.length - 1];
    }

    /** Whether neither the past nor the calendar counts. */
    public boolean isNone() {
        return calendar.isNone() && features.stream().allMatch(FeatureContext::isNone);
    }

    /** The age between two times, in steps: the absolute difference, so that a record out of order has an age too. */
    public double age(long now, long then) {
        return Math.abs((double) now - (double) then) / step;
    }

    /**
     * The weight of the slow mean at an age: beyond the last lag it falls as one over the age, because drift lasts
     * longer than the lags measured here.
     */
    public static double slowAt(float[] slow, double steps) {
        int last = LAGS[LAGS.length - 1];
        return at(slow, steps, steps > last ? slow[LAGS.length - 1] * last / steps : 0);
    }

    /**
     * Interpolates a table at an age.
     *
     * @param table numbers at the lags
     * @param steps the age
     * @param beyond value beyond the last lag
     */
    public static double at(float[] table, double steps, double beyond) {
        if (steps <= LAGS[0]) {
            return table[0];
        }
        if (!(steps <= LAGS[LAGS.length - 1])) {
            return beyond;
        }
        int high = 1;
        while (LAGS[high] < steps) {
            high++;
        }
        double share = (steps - LAGS[high - 1]) / (LAGS[high] - LAGS[high - 1]);
        return table[high - 1] + share * (table[high] - table[high - 1]);
    }

    /** Writes the tables; big-endian, in the oldest version that has what they hold, which more programs read. */
    public void write(DataOutput out) throws IOException {
        boolean follows = changes.length > 0;
        boolean usual = follows
                || features.stream().anyMatch(feature -> !feature.usual().isNone());
        out.writeInt(follows ? FORMAT_WITH_FOLLOWING : usual ? FORMAT_WITH_USUAL_DAYS : FORMAT_WITH_MOVES);
        out.writeDouble(step);
        calendar.write(out);
        for (FeatureContext feature : features) {
            feature.write(out, usual, follows);
        }
        out.writeBoolean(precision.length > 0);
        for (float number : precision) {
            out.writeFloat(number);
        }
        for (float number : changes) {
            out.writeFloat(number);
        }
    }

    /**
     * Reads the result of {@link #write}, for a model with these features.
     *
     * @throws IOException if the bytes have a newer version, or a number is invalid
     */
    public static ContextTables read(DataInput in, Features features) throws IOException {
        int version = in.readInt();
        if (version < FORMAT_WITH_ONE_WEIGHT || version > FORMAT_VERSION) {
            throw new IOException("context of format version " + version + " is not readable here, only "
                    + FORMAT_WITH_ONE_WEIGHT + " to " + FORMAT_VERSION);
        }
        double step = in.readDouble();
        if (!(step > 0) || Double.isInfinite(step)) {
            throw new IOException("context with a step of " + step);
        }
        Calendar calendar = Calendar.read(in);
        FeatureContext[] all = new FeatureContext[features.size()];
        for (int j = 0; j < all.length; j++) {
            all[j] = FeatureContext.read(
                    in,
                    version == FORMAT_WITH_ONE_WEIGHT ? 1 : AGES.length,
                    version >= FORMAT_WITH_MOVES,
                    version >= FORMAT_WITH_USUAL_DAYS,
                    version >= FORMAT_WITH_FOLLOWING);
        }
        float[] precision = readTriangle(in, in.readBoolean(), all.length, -MOST_PRECISION, MOST_PRECISION);
        if (!isPositiveDefinite(precision, all.length)) {
            throw new IOException("the precision of the context is not positive definite");
        }
        boolean follows = Arrays.stream(all).anyMatch(FeatureContext::follows);
        float[] changes = readTriangle(in, follows, all.length, -MOST_CHANGE, MOST_CHANGE);
        if (!isPositiveDefinite(correlations(changes), all.length)) {
            throw new IOException("the correlations of changes are not positive definite");
        }
        return new ContextTables(step, calendar, List.of(all), precision, changes);
    }

    private static float[] readTriangle(DataInput in, boolean exists, int d, float least, float most)
            throws IOException {
        if (!exists) {
            return new float[0];
        }
        if (d > MOST_TOGETHER) {
            throw new IOException("context that fills " + d + " features together");
        }
        return FeatureContext.readFloats(in, d * (d + 1) / 2, least, most);
    }

    /** The correlations with their diagonal, in place of the sds. */
    private static float[] correlations(float[] changes) throws IOException {
        float[] correlations = changes.clone();
        for (int row = 0, at = 0; at < changes.length; at += ++row + 1) {
            if (!(changes[at] >= LEAST_CHANGE)) {
                throw new IOException("changes with an sd of " + changes[at]);
            }
            correlations[at] = 1;
        }
        return correlations;
    }

    private static boolean isPositiveDefinite(float[] packed, int d) {
        if (packed.length == 0) {
            return true;
        }
        double[][] rows = LowerTriangular.triangle(d);
        int at = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                rows[i][j] = packed[at++] - (i == j ? LEAST_EIGENVALUE : 0);
            }
        }
        LowerTriangular.choleskyInPlace(rows, d);
        for (int i = 0; i < d; i++) {
            // The factor of a matrix that is not positive definite has a pivot that was raised to a floor.
            if (!(rows[i][i] * rows[i][i] > LEAST_EIGENVALUE * LEAST_EIGENVALUE)) {
                return false;
            }
        }
        return true;
    }
}
