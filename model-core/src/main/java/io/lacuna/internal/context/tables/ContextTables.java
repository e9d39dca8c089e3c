package io.lacuna.internal.context.tables;

import io.lacuna.data.Features;
import io.lacuna.internal.numerics.LowerTriangular;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
 */
public record ContextTables(double step, Calendar calendar, List<FeatureContext> features, float[] precision) {
    private static final float MOST_PRECISION = 1e6f;

    /** Smallest eigenvalue of a precision: below it, filling missing numbers together could overflow. */
    private static final double LEAST_EIGENVALUE = 1e-4;

    /** Version of the bytes. */
    public static final int FORMAT_VERSION = 4;

    /** An earlier version, in which a feature has the same weights at all ages. */
    private static final int FORMAT_WITH_ONE_WEIGHT = 1;

    /** The first version that stores which kinds of cells context moves; before, it moved all. */
    private static final int FORMAT_WITH_MOVES = 3;

    /** The first version that stores usual days. */
    private static final int FORMAT_WITH_USUAL_DAYS = 4;

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

    /** Writes the tables; big-endian. Tables without usual days have the version before, which more programs read. */
    public void write(DataOutput out) throws IOException {
        boolean usual = features.stream().anyMatch(feature -> !feature.usual().isNone());
        out.writeInt(usual ? FORMAT_VERSION : FORMAT_WITH_MOVES);
        out.writeDouble(step);
        calendar.write(out);
        for (FeatureContext feature : features) {
            feature.write(out, usual);
        }
        out.writeBoolean(precision.length > 0);
        for (float number : precision) {
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
                    version >= FORMAT_WITH_USUAL_DAYS);
        }
        int together = in.readBoolean() ? all.length * (all.length + 1) / 2 : 0;
        if (together > MOST_TOGETHER * (MOST_TOGETHER + 1) / 2) {
            throw new IOException("context that fills " + all.length + " features together");
        }
        float[] precision = FeatureContext.readFloats(in, together, -MOST_PRECISION, MOST_PRECISION);
        if (!isPositiveDefinite(precision, all.length)) {
            throw new IOException("the precision of the context is not positive definite");
        }
        return new ContextTables(step, calendar, List.of(all), precision);
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
