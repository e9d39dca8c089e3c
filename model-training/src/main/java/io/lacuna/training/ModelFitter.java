package io.lacuna.training;

import io.lacuna.data.Features;
import io.lacuna.data.Rows;
import io.lacuna.data.Table;
import io.lacuna.data.TimedRow;
import io.lacuna.impute.LacunaModel;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.training.Trainers;
import java.util.HashMap;
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
     * Fits a model to rows with keys and times. It learns how much the earlier rows of a key tell of a gap; if that does
     * not help, the model is the same as without keys and times.
     *
     * @param features the features to fill
     * @param rows n rows in any order, values as for {@link #fit(Features, List, FitSettings)}; only read
     * @param settings of the fit
     * @return the model; {@link io.lacuna.impute.RowImputer#fill(TimedRow)} uses what it learned
     * @throws IllegalArgumentException as {@link #fit(Features, List, FitSettings)}
     * @throws IllegalStateException as {@link #fit(Features, List, FitSettings)}
     */
    public static LacunaModel fitTimed(Features features, List<TimedRow> rows, FitSettings settings) {
        Table table = Rows.table(features, rows.stream().map(TimedRow::values).toList());
        Map<Object, Integer> keys = new HashMap<>();
        int[] key = rows.stream()
                .mapToInt(row -> keys.computeIfAbsent(row.key(), unseen -> keys.size()))
                .toArray();
        long[] times = rows.stream().mapToLong(row -> row.time().toEpochMilli()).toArray();
        Timeline timeline = new Timeline(times, key, true);
        return LacunaModel.of(Trainers.fit(table, timeline, settings, Progress.SILENT, null));
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
