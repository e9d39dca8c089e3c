package io.lacuna.internal.model;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.model.ArtifactException;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A few records in the artifact, together with the values that the machine that wrote it filled in. A machine that
 * fills in other values must not serve the model: its arithmetic is faulty, or it reads the bytes differently.
 */
final class SelfTest {
    private static final int RECORDS = 4;

    /**
     * In predictive standard deviations; for categories, in probability. Rounding differs much less between two builds,
     * but a relay near the threshold may be kept by one and dropped by the other.
     */
    private static final double TOLERANCE = 1e-2;

    /** Relative to the value itself: rounding of doubles far from zero. */
    private static final double ROUNDING = 1e-9;

    private SelfTest() {}

    /**
     * Writes records with standard normal draws for the continuous features, in the features' units. Each cell is
     * missing with probability one half.
     */
    static void write(DataOutput out, ImputationModel model) throws IOException {
        int d = model.features().size();
        SplittableRandom random = new SplittableRandom(1);
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        double[] nothing = new double[d];
        Arrays.fill(nothing, Double.NaN);
        imputer.impute(nothing);
        double[] centre = new double[d];
        double[] spread = new double[d];
        for (int j = 0; j < d; j++) {
            centre[j] = imputer.value(j);
            spread[j] = model.features().get(j).isContinuous() ? imputer.sd(j) : 0;
        }
        out.writeInt(RECORDS);
        for (int t = 0; t < RECORDS; t++) {
            double[] observation = new double[d];
            for (int j = 0; j < d; j++) {
                double gaussian = random.nextGaussian();
                boolean missing = random.nextBoolean();
                observation[j] = missing ? Double.NaN : centre[j] + gaussian * spread[j];
            }
            writeRecord(out, model, imputer, observation);
        }
    }

    private static void writeRecord(DataOutput out, ImputationModel model, Imputer imputer, double[] observation)
            throws IOException {
        imputer.impute(observation);
        for (double cell : observation) {
            out.writeDouble(cell);
        }
        for (int j = 0; j < observation.length; j++) {
            out.writeDouble(Double.isNaN(observation[j]) ? imputer.value(j) : Double.NaN);
        }
        for (int j = 0; j < observation.length; j++) {
            boolean number =
                    Double.isNaN(observation[j]) && model.features().get(j).isContinuous();
            out.writeDouble(number ? imputer.sd(j) : Double.NaN);
        }
    }

    /** Reads what {@link #write} wrote, and fills the records again. */
    static void check(ImputationModel model, BoundedInput in) throws IOException, ArtifactException {
        int d = model.features().size();
        int records = in.readCount(24L * d);
        if (records == 0) {
            throw new ArtifactException("it has no self-test");
        }
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        for (int t = 0; t < records; t++) {
            double[] observation = in.readDoubles(d);
            double[] filled = in.readDoubles(d);
            double[] sd = in.readDoubles(d);
            checkCategories(model, observation);
            imputer.impute(observation);
            for (int j = 0; j < d; j++) {
                if (Double.isNaN(observation[j]) && !agrees(model, imputer, j, filled[j], sd[j])) {
                    throw new ArtifactException("self-test failed: feature '"
                            + model.features().get(j).name() + "' is filled with " + imputer.value(j)
                            + "; the machine that wrote the model filled " + filled[j]);
                }
            }
        }
    }

    private static void checkCategories(ImputationModel model, double[] observation) throws IOException {
        for (int j = 0; j < observation.length; j++) {
            int categories = model.features().get(j).categories();
            double cell = observation[j];
            if (categories > 0 && !Double.isNaN(cell) && !(cell >= 0 && cell < categories && cell == Math.rint(cell))) {
                throw new IOException("a self-test record has category " + cell + " for feature " + j);
            }
        }
    }

    private static boolean agrees(ImputationModel model, Imputer imputer, int j, double filled, double sd) {
        if (!model.features().get(j).isContinuous()) {
            // If two categories are about equally probable, another machine may choose the other one.
            boolean known = filled >= 0 && filled < model.features().get(j).categories() && filled == Math.rint(filled);
            return known
                    && imputer.probability(j, (int) filled)
                            >= imputer.probability(j, (int) imputer.value(j)) - TOLERANCE;
        }
        double here = imputer.sd(j);
        double tolerance = TOLERANCE * here + ROUNDING * Math.abs(filled);
        return Double.isFinite(filled)
                && Double.isFinite(sd)
                && Math.abs(imputer.value(j) - filled) <= tolerance
                && Math.abs(here - sd) <= tolerance;
    }
}
