package io.lacuna.internal.data;

import io.lacuna.data.Features;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The support of every feature of a model. Immutable. */
public final class Supports {
    /** All real numbers, for every feature. */
    public static final Supports REALS = new Supports(new double[0], new double[0]);

    /** d limits each; both empty if no feature has one. */
    private final double[] low;

    private final double[] high;

    private Supports(double[] low, double[] high) {
        this.low = low;
        this.high = high;
    }

    /**
     * @param supports d supports; those of features that are not continuous are {@link Support#REALS}
     */
    public static Supports of(List<Support> supports) {
        if (supports.stream().allMatch(Support::isReals)) {
            return REALS;
        }
        return new Supports(
                supports.stream().mapToDouble(Support::low).toArray(),
                supports.stream().mapToDouble(Support::high).toArray());
    }

    /** Whether no feature has a limit. */
    public boolean isReals() {
        return low.length == 0;
    }

    /** The number of features; 0 if {@link #isReals}. */
    public int size() {
        return low.length;
    }

    /** The value, clipped to the feature's support. */
    public double clamp(int feature, double value) {
        return low.length == 0 ? value : Math.min(high[feature], Math.max(low[feature], value));
    }

    /**
     * The probability that a feature with its support is at most a value, given that probability without a support. At an
     * end of the support both are the same.
     */
    public double cdf(int feature, double value, double free) {
        if (low.length == 0) {
            return free;
        }
        return value < low[feature] ? 0 : value > high[feature] ? 1 : free;
    }

    /** The support of a feature. */
    public Support get(int feature) {
        return low.length == 0 ? Support.REALS : new Support(low[feature], high[feature]);
    }

    /**
     * A copy with other supports for some features.
     *
     * @param features features of the model
     * @param others by feature name; names that are not continuous features of the model are ignored
     */
    public Supports with(Features features, Map<String, Support> others) {
        if (others.isEmpty()) {
            return this;
        }
        Support[] all = new Support[features.size()];
        for (int j = 0; j < all.length; j++) {
            boolean given = features.get(j).isContinuous()
                    && others.containsKey(features.get(j).name());
            all[j] = given ? others.get(features.get(j).name()) : get(j);
        }
        return of(List.of(all));
    }

    /** The features with a limit and their supports as text, in the features' order. */
    public Map<String, String> words(Features features) {
        Map<String, String> words = new LinkedHashMap<>();
        for (int j = 0; j < low.length; j++) {
            if (!get(j).isReals()) {
                words.put(features.get(j).name(), get(j).words());
            }
        }
        return words;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Supports that && Arrays.equals(low, that.low) && Arrays.equals(high, that.high);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(low) + Arrays.hashCode(high);
    }
}
