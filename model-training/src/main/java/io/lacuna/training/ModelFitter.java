package io.lacuna.training;

import io.lacuna.data.Features;
import io.lacuna.data.Rows;
import io.lacuna.data.Table;
import io.lacuna.impute.LacunaModel;
import io.lacuna.internal.training.Trainers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fits models to rows in memory. A fit blocks its caller until it is done. Holds nothing; safe to share between threads.
 *
 * <p>The default method is plain Java. The neural methods compute with ND4J, which unpacks its native libraries when it is
 * used first.
 */
public final class ModelFitter {
    private ModelFitter() {}

    /**
     * Fits a model to rows given by feature name.
     *
     * @param rows n rows, each a value by feature name: a {@link Number}, a {@link Boolean}, or a label as text or as an enum
     *     constant; absent, null, NaN and infinite are missing; only read
     * @throws IllegalArgumentException where a value is of another kind than its feature, the method or an option is not
     *     known, or no cell has a value; the message names the place
     */
    public static LacunaModel fit(
            Features features, List<? extends Map<String, ? extends @Nullable Object>> rows, FitSettings settings) {
        return fit(Rows.table(features, rows), settings, Progress.SILENT);
    }

    /**
     * Fits a model to observations.
     *
     * @param table n observations of d cells; only read
     * @param progress hears how far the fit is
     * @throws IllegalArgumentException as {@link #fit(Features, List, FitSettings)}
     */
    public static LacunaModel fit(Table table, FitSettings settings, Progress progress) {
        return LacunaModel.of(Trainers.fit(table, settings, progress));
    }

    /**
     * Fits a model to newer rows, from where an earlier model stands where the method can and the features are the same.
     *
     * @param table n observations of d cells; only read
     * @param progress hears how far the fit is
     * @throws IllegalArgumentException as {@link #fit(Features, List, FitSettings)}
     */
    public static LacunaModel refit(LacunaModel earlier, Table table, FitSettings settings, Progress progress) {
        return LacunaModel.of(Trainers.fit(table, settings, progress, earlier.internal()));
    }
}
