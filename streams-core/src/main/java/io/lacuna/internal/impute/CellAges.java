package io.lacuna.internal.impute;

import io.lacuna.data.Features;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.context.tables.ContextTables;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How long ago each feature of a record's key was last observed, and under which name the width of its interval is learnt from
 * live scores: a gap of a day needs other intervals than one of a minute. Mutable; one thread owns it.
 */
final class CellAges {
    private static final char RANGE = '\0';

    private final @Nullable ContextTables tables;
    private final double[] steps;

    /** [feature][range of ages, and last without one]. */
    private final String[][] names;

    CellAges(Features features, @Nullable ContextTables tables) {
        this.tables = tables;
        steps = new double[features.size()];
        names = new String[features.size()][];
        for (int j = 0; j < names.length; j++) {
            int ranges = tables == null ? 0 : ContextTables.ages().length;
            names[j] = new String[ranges + 1];
            for (int range = 0; range < ranges; range++) {
                names[j][range] = features.get(j).name() + RANGE + range;
            }
            names[j][ranges] = features.get(j).name();
        }
        find(0, null);
    }

    /** The field's name, of a name that holds a range of ages too. */
    static String field(String name) {
        int range = name.indexOf(RANGE);
        return range < 0 ? name : name.substring(0, range);
    }

    /** Finds the ages in a record of that time. */
    void find(long timeMs, @Nullable KeyMemory memory) {
        ContextTables known = tables;
        if (known == null || memory == null) {
            Arrays.fill(steps, Double.NaN);
            return;
        }
        for (int j = 0; j < steps.length; j++) {
            steps[j] = memory.knows(j) ? known.age(timeMs, memory.time(j)) : Double.NaN;
        }
    }

    /** The ages of a record's missing cells; null where the model fills without a past. */
    double @Nullable [] ofGaps(double[] observation) {
        if (tables == null) {
            return null;
        }
        int count = 0;
        for (double cell : observation) {
            count += Double.isNaN(cell) ? 1 : 0;
        }
        double[] gaps = new double[count];
        for (int j = observation.length - 1; j >= 0; j--) {
            if (Double.isNaN(observation[j])) {
                gaps[--count] = steps[j];
            }
        }
        return gaps;
    }

    /** The age in usual steps of the model; null where nothing is remembered. */
    @Nullable
    Double steps(int feature) {
        return Double.isNaN(steps[feature]) ? null : steps[feature];
    }

    /** The name under which the width of the interval is learnt. */
    String name(int feature) {
        return name(feature, steps[feature]);
    }

    /** The name for a score of that age. */
    String name(int feature, double age) {
        String[] of = names[feature];
        return of[Double.isNaN(age) ? of.length - 1 : ContextTables.range(age)];
    }
}
