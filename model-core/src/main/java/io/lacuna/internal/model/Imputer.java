package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.data.Supports;
import io.lacuna.internal.inference.AverageKernel;
import io.lacuna.internal.inference.MemberKernel;
import java.util.SplittableRandom;

/**
 * Fills the gaps of one record at a time, and answers questions about the last record. The predictive distribution is
 * the average of the members' distributions ({@link AverageKernel}). Values are in the features' own units.
 *
 * <p>What the methods of {@link CellPredictions} answer lies within the supports of the features: what the members put
 * beyond an end counts as the end. Standard deviations, and the methods named {@code free}, are the members' own.
 *
 * <p>Mutable; one thread owns it. A record allocates nothing.
 *
 * <pre>{@code
 * Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
 * imputer.impute(observation);
 * double filled = imputer.value(j), low = imputer.quantile(j, 0.05), high = imputer.quantile(j, 0.95);
 * }</pre>
 */
public final class Imputer implements CellPredictions {
    private final Features features;
    private final Supports supports;
    private final Calendar calendar;

    /**
     * The cells for the kernels: the features' cells, then the calendar's columns; empty if there are no calendar
     * columns.
     */
    private final double[] withCalendar;

    private final MemberKernel kernel;
    private final boolean isAlone;
    private final QuantileSearch quantiles;
    private final QuantileSearch.Cdf evaluations;

    /** The features whose intervals are searched. */
    private final int[] searched;

    /** Indices of the continuous features that are missing in the record. */
    private final int[] missing;

    private int missingCount;
    private final boolean[] isObservedNumber;

    /** By feature, the calendar's columns too. */
    private final double[] observedMeans;

    private final double[] observedSds;

    Imputer(ImputationModel model, InferenceSettings settings, Supports supports) {
        features = model.features();
        this.supports = supports;
        calendar = model.calendar();
        withCalendar = new double[calendar.isNone() ? 0 : model.memberFeatures().size()];
        kernel = model.relations()
                .around(
                        kernel(model, settings),
                        supports,
                        model.memberFeatures().size());
        isAlone = model.members().size() == 1;
        evaluations = kernel::cdf;
        int d = features.size();
        quantiles = new QuantileSearch(2 * d, kernel.tolerance());
        missing = new int[d];
        searched = new int[d];
        isObservedNumber = new boolean[d];
        observedMeans = new double[model.memberFeatures().size()];
        observedSds = new double[model.memberFeatures().size()];
    }

    private static MemberKernel kernel(ImputationModel model, InferenceSettings settings) {
        MemberKernel[] kernels = model.members().stream()
                .map(member -> member.newKernel(settings.forMethods(member.methods())))
                .toArray(MemberKernel[]::new);
        return kernels.length == 1
                ? kernels[0]
                : new AverageKernel(kernels, model.memberFeatures().size(), model.weights());
    }

    /**
     * Runs inference for a record whose time is unknown or not used. The other methods refer to this record until the
     * next call.
     *
     * @param observation d cells in the model's order, {@code NaN} = missing; only read
     */
    public void impute(double[] observation) {
        if (!calendar.isNone()) {
            calendar.writeMissing(withCalendar, observation.length);
        }
        infer(observation);
    }

    /**
     * Runs inference for a record with a known time. The other methods refer to this record until the next call.
     *
     * @param observation d cells in the model's order, {@code NaN} = missing; only read
     * @param time milliseconds since 1970 UTC; used if the model has calendar columns
     */
    public void impute(double[] observation, long time) {
        if (!calendar.isNone()) {
            calendar.write(time, withCalendar, observation.length);
        }
        infer(observation);
    }

    private void infer(double[] observation) {
        missingCount = 0;
        for (int j = 0; j < observation.length; j++) {
            boolean number = features.get(j).isContinuous();
            isObservedNumber[j] = number && !Double.isNaN(observation[j]);
            if (number && !isObservedNumber[j]) {
                missing[missingCount++] = j;
            }
        }
        double[] cells = observation;
        if (withCalendar.length > 0) {
            System.arraycopy(observation, 0, withCalendar, 0, observation.length);
            cells = withCalendar;
        }
        kernel.infer(cells);
    }

    /**
     * The value to write into a missing cell: the mean of a continuous feature, the most probable category of the
     * others.
     */
    @Override
    public double value(int feature) {
        return features.get(feature).isContinuous() ? mean(feature) : mostProbable(feature);
    }

    @Override
    public double mean(int feature) {
        return supports.clamp(feature, freeMean(feature));
    }

    /** {@link #mean} without regard to the support. */
    public double freeMean(int feature) {
        return kernel.mean(feature);
    }

    /** Predictive standard deviation of a missing continuous feature: within members and between them. */
    @Override
    public double sd(int feature) {
        return Math.sqrt(kernel.variance(feature));
    }

    /** Third central moment over the third power of the sd: only a start of searches. */
    private double skewness(int feature, double sd) {
        return kernel.thirdMoment(feature) / (sd * sd * sd);
    }

    /** Predictive probability that a missing continuous feature is at most {@code value}. */
    @Override
    public double cdf(int feature, double value) {
        return supports.cdf(feature, value, freeCdf(feature, value));
    }

    @Override
    public double within(int feature, double value) {
        return supports.clamp(feature, value);
    }

    /** {@link #cdf(int, double)} without regard to the support. */
    public double freeCdf(int feature, double value) {
        return kernel.cdf(feature, value);
    }

    /**
     * Predictive quantile of a missing continuous feature, for {@code 0 < p < 1}, as exact as {@link QuantileSearch} says:
     * usually the cdf at the result is within a few parts in a thousand of p. For several missing features, {@link #intervals} is
     * cheaper.
     */
    @Override
    public double quantile(int feature, double p) {
        return supports.clamp(feature, freeQuantile(feature, p));
    }

    /** {@link #quantile} without regard to the support. */
    public double freeQuantile(int feature, double p) {
        quantiles.clear();
        double sd = sd(feature);
        double mean = freeMean(feature);
        quantiles.begin(feature, mean, sd, skewness(feature, sd), kernel.isSmooth(feature));
        quantiles.add(p);
        quantiles.run(evaluations);
        return quantiles.found(0);
    }

    /**
     * The ends of the central interval of every missing continuous feature. They equal the {@link #quantile}s at (1 -
     * mass) / 2 and (1 + mass) / 2, bit for bit.
     *
     * @param mass probability that each interval should hold, {@code 0 < mass < 1}
     * @param lower d numbers; those of missing continuous features are written
     * @param upper d numbers; those of missing continuous features are written
     */
    @Override
    public void intervals(double mass, double[] lower, double[] upper) {
        freeIntervals(mass, lower, upper);
        clamp(missingCount, missing, lower, upper);
    }

    @Override
    public void intervals(double mass, boolean[] of, double[] lower, double[] upper) {
        freeIntervals(mass, of, lower, upper);
        clamp(chosen(of), searched, lower, upper);
    }

    private void clamp(int count, int[] features, double[] lower, double[] upper) {
        if (!supports.isReals()) {
            for (int i = 0; i < count; i++) {
                int feature = features[i];
                lower[feature] = supports.clamp(feature, lower[feature]);
                upper[feature] = supports.clamp(feature, upper[feature]);
            }
        }
    }

    /** {@link #intervals} without regard to the supports. */
    public void freeIntervals(double mass, double[] lower, double[] upper) {
        search(mass, missingCount, missing, lower, upper);
    }

    /** {@link #freeIntervals} of some of the missing continuous features. */
    public void freeIntervals(double mass, boolean[] of, double[] lower, double[] upper) {
        search(mass, chosen(of), searched, lower, upper);
    }

    private int chosen(boolean[] of) {
        int count = 0;
        for (int i = 0; i < missingCount; i++) {
            if (of[missing[i]]) {
                searched[count++] = missing[i];
            }
        }
        return count;
    }

    private void search(double mass, int count, int[] of, double[] lower, double[] upper) {
        quantiles.clear();
        for (int i = 0; i < count; i++) {
            int feature = of[i];
            double sd = sd(feature);
            double mean = freeMean(feature);
            quantiles.begin(feature, mean, sd, skewness(feature, sd), kernel.isSmooth(feature));
            quantiles.add(0.5 * (1 - mass));
            quantiles.add(0.5 * (1 + mass));
        }
        quantiles.run(evaluations);
        for (int i = 0; i < count; i++) {
            lower[of[i]] = quantiles.found(2 * i);
            upper[of[i]] = quantiles.found(2 * i + 1);
        }
    }

    /** Whether {@link #leaveOneOut} can be asked. */
    public boolean leavesOneOut() {
        return kernel.leavesOneOut();
    }

    /**
     * Predictive mean and standard deviation of each observed continuous feature given the record's other observed
     * cells, where {@link #leavesOneOut}: about what inferring the record with that cell hidden gives, at less cost.
     *
     * @param mean d cells; those of observed continuous features are written, the others left alone
     * @param sd the same
     */
    public void leaveOneOut(double[] mean, double[] sd) {
        kernel.leaveOneOut(observedMeans, observedSds);
        for (int j = 0; j < mean.length; j++) {
            if (isObservedNumber[j]) {
                mean[j] = observedMeans[j];
                sd[j] = observedSds[j];
            }
        }
    }

    /** Predictive probability of a category of a missing binary or categorical feature. */
    @Override
    public double probability(int feature, int category) {
        return kernel.probability(feature, category);
    }

    /**
     * The category to fill into a missing binary or categorical feature: the most probable one, among equals the first; where the
     * most probable ones of several missing features exclude each other, one that agrees with the others.
     */
    @Override
    public int mostProbable(int feature) {
        int agreed = kernel.label(feature);
        if (agreed >= 0) {
            return agreed;
        }
        int best = 0;
        double highest = -1;
        for (int c = 0; c < features.get(feature).categories(); c++) {
            double probability = probability(feature, c);
            if (probability > highest) {
                highest = probability;
                best = c;
            }
        }
        return best;
    }

    /** Log density of the observed cells, averaged over the members, in nats; continuous cells in standard units. */
    @Override
    public double logLikelihood() {
        return kernel.logLikelihood();
    }

    /** The number of optimizer steps for the record, summed over the members. */
    @Override
    public int steps() {
        return kernel.steps();
    }

    /** Whether inference stopped by its own rule in every member. */
    @Override
    public boolean converged() {
        return kernel.converged();
    }

    /** k, the length of the latent code: the members' codes one after another. */
    @Override
    public int latentSize() {
        return kernel.latentSize();
    }

    /** Writes posterior mean and standard deviation of the latent code, k numbers each. */
    @Override
    public void latent(float[] mean, float[] sd) {
        kernel.latent(mean, sd, 0);
    }

    /**
     * Draws the missing cells jointly.
     *
     * @param into d cells; missing cells are written, observed cells stay unchanged
     */
    @Override
    public void draw(SplittableRandom random, double[] into) {
        freeDraw(random, into);
        if (!supports.isReals()) {
            for (int i = 0; i < missingCount; i++) {
                into[missing[i]] = supports.clamp(missing[i], into[missing[i]]);
            }
        }
    }

    /** {@link #draw} without regard to the supports. */
    public void freeDraw(SplittableRandom random, double[] into) {
        if (isAlone) {
            // The choice of a member takes a random number, also among one: draws keep their bits.
            random.nextInt(1);
        }
        if (withCalendar.length == 0) {
            kernel.draw(random, into);
            return;
        }
        System.arraycopy(into, 0, withCalendar, 0, into.length);
        kernel.draw(random, withCalendar);
        System.arraycopy(withCalendar, 0, into, 0, into.length);
    }
}
