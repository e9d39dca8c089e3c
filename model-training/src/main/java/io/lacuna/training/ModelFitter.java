package io.lacuna.training;

import io.lacuna.data.Features;
import io.lacuna.data.Rows;
import io.lacuna.data.Table;
import io.lacuna.impute.LacunaModel;
import io.lacuna.internal.training.Trainers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fits models to rows in memory. Holds nothing; safe to share between threads. */
public final class ModelFitter {
    private ModelFitter() {}

    /**
     * Fits a model to rows given by field name.
     *
     * @param rows a value by feature name: a {@link Number}, a {@link Boolean} or a label; absent and null are missing
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
     * @param progress hears how far the fit is
     * @throws IllegalArgumentException as {@link #fit(Features, List, FitSettings)}
     */
    public static LacunaModel fit(Table table, FitSettings settings, Progress progress) {
        return LacunaModel.of(Trainers.fit(table, settings, progress));
    }

    /**
     * Fits a model to newer rows, from where an earlier model stands where the method can and the features are the same.
     *
     * @throws IllegalArgumentException as {@link #fit(Features, List, FitSettings)}
     */
    public static LacunaModel refit(LacunaModel earlier, Table table, FitSettings settings, Progress progress) {
        return LacunaModel.of(Trainers.fit(table, settings, progress, earlier.internal()));
    }
}
