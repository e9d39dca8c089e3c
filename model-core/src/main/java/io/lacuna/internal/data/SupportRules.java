package io.lacuna.internal.data;

import io.lacuna.data.Table;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.numerics.SampleMoments;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Infers the support of each continuous feature from its observed cells. The smallest or largest value is a limit if
 *
 * <ul>
 *   <li>the values are few distinct small whole numbers and the last one is frequent: answers from 1 to 5, flags of 0 and 1;
 *   <li>far more cells have the last value than other values: the values were truncated there;
 *   <li>it is 0 and the values are whole numbers that begin near 0: counts;
 *   <li>it is 0, 1 or 100, values come near it, and a normal with their mean and sd would have values beyond it:
 * amounts, shares, percentages. A range that ends at 1 or 100 begins at 0.
 * </ul>
 *
 * Mutable, for one feature.
 */
public final class SupportRules {
    /** With fewer cells no support is inferred. */
    private static final int CELLS = 20;

    private static final int FEW_VALUES = 12;

    /** Answers and grades are in this range; temperatures in whole degrees have few values too, but no limits. */
    private static final int LEAST_CODE = -5;

    private static final int LARGEST_CODE = 12;

    /** Smallest share of cells with the last of few values. */
    private static final double FREQUENT = 0.02;

    /** The last value is a truncation if this many times the cells of an average value have it. */
    private static final double CUT_OFF = 5;

    private static final int CUT_OFF_CELLS = 5;

    /** Counts begin at this value or lower. */
    private static final double FIRST_COUNT = 2;

    /** Smallest number of values that the normal would have beyond a limit. */
    private static final double EXPECTED_BEYOND = 3;

    /** Largest distance of the nearest value from the limit, in standard deviations. */
    private static final double NEAR = 0.5;

    /** Largest number of distinct values counted. */
    private static final int MOST_VALUES = 4096;

    private final Set<Double> values = new HashSet<>();
    private final SampleMoments moments = new SampleMoments();
    private boolean whole = true;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private long atMin;
    private long atMax;

    private SupportRules() {}

    /** Infers the supports of a table's features. */
    public static Supports infer(Table table) {
        List<Support> supports = new ArrayList<>();
        for (int j = 0; j < table.features().size(); j++) {
            if (!table.features().get(j).isContinuous()) {
                supports.add(Support.REALS);
                continue;
            }
            SupportRules seen = new SupportRules();
            for (double[] row : table.rows()) {
                if (!Double.isNaN(row[j])) {
                    seen.see(row[j]);
                }
            }
            supports.add(seen.support());
        }
        return Supports.of(supports);
    }

    private void see(double value) {
        if (moments.count() == 0 || value < min) {
            atMin = 0;
            min = value;
        }
        if (moments.count() == 0 || value > max) {
            atMax = 0;
            max = value;
        }
        atMin += value == min ? 1 : 0;
        atMax += value == max ? 1 : 0;
        whole &= value == Math.rint(value);
        if (values.size() <= MOST_VALUES) {
            values.add(value);
        }
        moments.add(value);
    }

    private Support support() {
        if (moments.count() < CELLS || min == max) {
            return Support.REALS;
        }
        double low = isLast(atMin) ? min : isLimit(0, min, -1) || isCount() ? 0 : Double.NEGATIVE_INFINITY;
        double high = isLast(atMax) ? max : Double.POSITIVE_INFINITY;
        if (min >= 0 && high == Double.POSITIVE_INFINITY) {
            high = isLimit(1, max, 1) ? 1 : isLimit(100, max, 1) ? 100 : high;
            // Shares of a whole are not negative either.
            low = high == Double.POSITIVE_INFINITY || low > 0 ? low : 0;
        }
        return new Support(low, high);
    }

    /** Whether an end with this many cells is the last possible value. */
    private boolean isLast(long at) {
        boolean few = whole && values.size() <= FEW_VALUES && min >= LEAST_CODE && max <= LARGEST_CODE;
        return few
                ? at >= FREQUENT * moments.count() && at > 1
                : at >= CUT_OFF_CELLS && at >= CUT_OFF * moments.count() / values.size();
    }

    private boolean isCount() {
        return whole && min >= 0 && min <= FIRST_COUNT;
    }

    /**
     * @param end the value nearest to the limit
     * @param sign -1 for a lower limit, 1 for an upper one
     */
    private boolean isLimit(double limit, double end, int sign) {
        double sd = Math.sqrt(moments.populationVariance());
        double within = sign * (limit - end);
        double beyond = moments.count() * Normal.cdf(-sign * (limit - moments.mean()) / sd);
        return within >= 0 && within <= NEAR * sd && beyond >= EXPECTED_BEYOND;
    }
}
