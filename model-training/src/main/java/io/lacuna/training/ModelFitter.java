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
 * Fits models to rows in memory. A fit blocks its caller until it ends. Has no state and is safe for concurrent use.
 *
 * <p>The default method is plain Java. The neural methods compute with ND4J, which unpacks its native libraries at
 * first use.
 */
public final class ModelFitter {
    private ModelFitter() {}

    /**
     * Fits a model to rows given by field names.
     *
     * @param features the features to fill
     * @param rows n rows with values by feature name: a {@link Number}, a {@link Boolean}, or a label as text or as an
     *     enum constant. These count as missing: absent, null, NaN and infinite. Only read
     * @param settings of the fit
     * @return the model
     * @throws IllegalArgumentException if a value is not of its feature's kind, the method or an option is unknown, or
     *     no cell has a value; the message names the place
     * @throws IllegalStateException if a neural method is asked for and ND4J is not on the class path
     */
    public static LacunaModel fit(
            Features features, List<? extends Map<String, ? extends @Nullable Object>> rows, FitSettings settings) {
        return fit(Rows.table(features, rows), settings, Progress.SILENT);
    }

    /**
     * Fits a model to observations.
     *
     * @param table n observations of d cells; only read
     * @param settings of the fit
     * @param progress receives how far the fit is
     * @return the model
     * @throws IllegalArgumentException as {@link #fit(Features, List, FitSettings)}
     */
    public static LacunaModel fit(Table table, FitSettings settings, Progress progress) {
        return LacunaModel.of(Trainers.fit(table, settings, progress));
    }

    /**
     * Fits a model to newer rows. It starts from an earlier model if the method supports that and the features are the
     * same.
     *
     * @param earlier the earlier model
     * @param table n observations of d cells; only read
     * @param settings of the fit
     * @param progress receives how far the fit is
     * @return the model
     * @throws IllegalArgumentException as {@link #fit(Features, List, FitSettings)}
     */
    public static LacunaModel refit(LacunaModel earlier, Table table, FitSettings settings, Progress progress) {
        return LacunaModel.of(Trainers.fit(table, settings, progress, earlier.internal()));
    }
}
